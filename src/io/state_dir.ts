import type { Environment } from "./environment.ts";
import type { Seal } from "./seal.ts";

/** The state directory in use: `TOKENROOM_DIR` where the seal allows it, else the sealed one. */
export function stateDir(seal: Seal, env: Environment): string {
  const wanted = env.TOKENROOM_DIR;
  return wanted !== undefined && isAllowed(wanted, seal) ? wanted : seal.state;
}

/** Whether `TOKENROOM_DIR` names a directory that the seal does not allow. */
export function isStrayStateDir(seal: Seal, env: Environment): boolean {
  return env.TOKENROOM_DIR !== undefined && !isAllowed(env.TOKENROOM_DIR, seal);
}

function isAllowed(dir: string, seal: Seal): boolean {
  return (dir === seal.state || dir.startsWith(`${seal.state}/`)) && !dir.includes("/..");
}
