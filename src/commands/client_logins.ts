import { decodeLogin } from "../clients/claude_code/auth_status.ts";
import { runClient, VERSION_LIMIT_MS } from "../io/client_process.ts";
import type { Host } from "../io/host.ts";
import { isDirectory } from "../io/person_file.ts";
import type { Seal } from "../io/seal.ts";
import { stateDir } from "../io/state_dir.ts";
import { COMMAND_BUSY_MS, useStore } from "../io/store/database.ts";
import { writeLogin } from "../io/store/logins.ts";

/**
 * Asks the client who is logged in under each directory, and keeps a fingerprint: enough to say that
 * two directories have one login, and nothing of who it is. It starts the client, so only commands of
 * people ask. Never throws: it is evidence for a hint.
 */
export async function noteLogins(seal: Seal, host: Host): Promise<void> {
  const prints: (readonly [dir: string, print: string])[] = [];
  for (const { dir } of seal.configs.filter((config) => isDirectory(config.dir))) {
    const named = dir === `${host.env.HOME}/.claude` ? null : dir;
    const run = await runClient(["auth", "status", "--json"], named, host.env, VERSION_LIMIT_MS);
    const login = run.kind === "ended" ? decodeLogin(run.output) : null;
    if (login !== null) prints.push([dir, await fingerprint(login)]);
  }
  if (prints.length === 0) return;
  try {
    const now = host.now();
    useStore(stateDir(seal, host.env), COMMAND_BUSY_MS, now, (store) =>
      store.transaction(() => {
        for (const [dir, print] of prints) writeLogin(store, dir, print, now);
      }));
  } catch {
    // A store that cannot be written is a finding of its own.
  }
}

async function fingerprint(login: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(login));
  return [...new Uint8Array(digest).subarray(0, 12)]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
