import type { Environment } from "./environment.ts";
import type { Seal } from "./seal.ts";

/** The state directory in use: `TOKENROOM_DIR` where the seal allows it, else the sealed one. */
export function stateDir(seal: Seal, env: Environment): string {
  const wanted = env.TOKENROOM_DIR;
  if (wanted === undefined || !isAllowed(wanted, seal)) return seal.state;
  Deno.mkdirSync(wanted, { recursive: true, mode: 0o700 });
  return wanted;
}

/** Whether `TOKENROOM_DIR` names a directory that the seal does not allow. */
export function isStrayStateDir(seal: Seal, env: Environment): boolean {
  return env.TOKENROOM_DIR !== undefined && !isAllowed(env.TOKENROOM_DIR, seal);
}

function isAllowed(dir: string, seal: Seal): boolean {
  return (dir === seal.state || dir.startsWith(`${seal.state}/`)) && !dir.includes("/..");
}
