import type { Host } from "../io/host.ts";
import type { Store } from "../io/store/database.ts";
import { knownProjects } from "../io/store/projects.ts";

/**
 * The project that a person's command is about: the nearest directory, from the working directory
 * up, that is the project of a known session; else the working directory itself. Null where that is
 * not known.
 */
export function projectHere(store: Store, host: Host): string | null {
  return host.cwd === null ? null : projectOf(store, host.cwd);
}

/** The project that a directory belongs to. `dir`: absolute, without `.` and `..`. */
export function projectOf(store: Store, dir: string): string {
  const known = knownProjects(store, ancestorsOf(dir));
  // The longest is the nearest.
  return known.reduce<string | null>(
    (nearest, path) => nearest === null || path.length > nearest.length ? path : nearest,
    null,
  ) ?? dir;
}

function ancestorsOf(dir: string): string[] {
  const found = [dir];
  for (let end = dir.lastIndexOf("/"); end > 0; end = dir.lastIndexOf("/", end - 1)) {
    found.push(dir.slice(0, end));
  }
  return dir === "/" ? found : [...found, "/"];
}
