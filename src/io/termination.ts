/**
 * Lets this process outlive a request to end until the returned function is called. A kill still ends
 * it. Does nothing where the system knows no such request. Never throws.
 */
export function outliveTermination(): () => void {
  const ignore = () => {};
  try {
    Deno.addSignalListener("SIGTERM", ignore);
  } catch {
    // Windows ends processes without asking.
    return ignore;
  }
  return () => Deno.removeSignalListener("SIGTERM", ignore);
}
