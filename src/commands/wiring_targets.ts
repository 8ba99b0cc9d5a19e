import type { Host } from "../io/host.ts";
import type { SealedConfig } from "../io/seal.ts";
import { isDirectory } from "../io/person_file.ts";
import { explainNoTarget, type NoTarget } from "../render/wiring_problem.ts";
import { settingsPath } from "../clients/claude_code/wiring.ts";

/** What install and uninstall act on. */
export interface WiringTargets {
  readonly state: string;
  readonly configs: readonly SealedConfig[];
  /** Our executable as settings hold it. */
  readonly executable: string;
}

/**
 * The configuration directories to act on: the named one, else every sealed one that exists, else
 * the first. Null after telling the person why there is none.
 */
export function findTargets(host: Host, named: string | null): WiringTargets | null {
  const refuse = (why: NoTarget): null => {
    host.writeError(`tokenroom: ${explainNoTarget(why)}\n`);
    return null;
  };
  const { seal } = host;
  if (seal === null || host.build.target === "source") return refuse({ kind: "not_sealed" });
  const dirs = seal.configs.map((config) => config.dir);
  const [first] = seal.configs;
  if (first === undefined) return refuse({ kind: "no_config" });
  const target = { state: seal.state, executable: settingsPath(host.executable) };
  if (named === null) {
    const existing = seal.configs.filter((config) => isDirectory(config.dir));
    return { ...target, configs: existing.length > 0 ? existing : [first] };
  }
  const config = seal.configs.find(({ dir }) => dir === trimmed(named) || dir === realPath(named));
  if (config === undefined) return refuse({ kind: "other_dir", dir: named, dirs });
  return { ...target, configs: [config] };
}

function trimmed(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}

function realPath(path: string): string | null {
  try {
    return Deno.realPathSync(path);
  } catch {
    // Absent, or a place that the seal does not let us look at: not one of ours in either case.
    return null;
  }
}
