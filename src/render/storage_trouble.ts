import type { StorageTrouble } from "../model/storage_trouble.ts";
import { plain } from "./ansi.ts";

/**
 * What is wrong with a state directory, and what to do about it. `detail`: the system's words, for
 * what we have none for.
 */
export function sayTrouble(
  trouble: StorageTrouble | null,
  stateDir: string,
  detail: string,
): { readonly what: string; readonly remedy: string } {
  const dir = plain(stateDir);
  switch (trouble) {
    case null:
      return {
        what: `nothing can be stored in ${dir} (${plain(detail)})`,
        remedy: "make it a directory that you can write to",
      };
    case "read-only":
      return {
        what: `nothing can be stored: ${dir}, or a file in it, cannot be written`,
        remedy: `make it writable for you (ls -la ${dir} shows whose it is)`,
      };
    case "full":
      return {
        what: `nothing can be stored: the disk of ${dir} is full`,
        remedy: `make room on it (df ${dir} shows how much there is)`,
      };
    case "failing":
      return {
        what: `nothing can be stored: the disk of ${dir} fails to read or to write`,
        remedy: "check it for room and for errors",
      };
    case "out-of-reach":
      return {
        what: `nothing can be stored: tokenroom.db in ${dir} cannot be opened`,
        remedy: `check that ${dir} is a directory, that it is yours and that there is room`,
      };
  }
}
