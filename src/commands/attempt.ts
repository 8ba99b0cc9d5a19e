import { recordFault } from "../io/faults.ts";
import type { Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";

/**
 * One part of an answer that must not take the others down: what it gives, or null and a fault for
 * doctor. `verb`: what runs.
 */
export function attempt<T>(verb: string, host: Host, work: () => T): T | null {
  try {
    return work();
  } catch (cause) {
    if (host.seal === null) throw cause;
    recordFault(stateDir(host.seal, host.env), host.now(), verb, cause);
    return null;
  }
}
