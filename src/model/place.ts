const OTHER_HARNESS = "harness:";

/** What keeps the accounts of a harness without configuration directories of the client apart. */
export function harnessPlace(harness: string): string {
  return `${OTHER_HARNESS}${harness}`;
}

/** Whether a place is a configuration directory, which the client can be launched under. */
export function isDirectoryPlace(place: string): boolean {
  return !place.startsWith(OTHER_HARNESS);
}
