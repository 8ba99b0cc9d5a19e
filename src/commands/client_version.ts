import { decodeVersion, type Version } from "../clients/claude_code/wiring.ts";
import { runClient, VERSION_LIMIT_MS } from "../io/client_process.ts";
import type { Environment } from "../io/environment.ts";

/** The version of the client on the PATH; null when there is none or it does not tell. Never throws. */
export async function readClientVersion(env: Environment): Promise<Version | null> {
  const run = await runClient(["--version"], null, env, VERSION_LIMIT_MS);
  return run.kind === "ended" ? decodeVersion(run.output) : null;
}
