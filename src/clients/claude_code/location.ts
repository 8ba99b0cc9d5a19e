/** The configuration directory a transcript belongs to (`<dir>/projects/...`), or null. */
export function configDirOf(transcriptPath: string | null): string | null {
  if (transcriptPath === null) return null;
  const at = transcriptPath.replaceAll("\\", "/").lastIndexOf("/projects/");
  return at > 0 ? transcriptPath.slice(0, at) : null;
}
