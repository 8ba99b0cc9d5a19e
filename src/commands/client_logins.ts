import { decodeLogin } from "../clients/claude_code/auth_status.ts";
import { runClient, VERSION_LIMIT_MS } from "../io/client_process.ts";
import type { Host } from "../io/host.ts";
import { isDirectory } from "../io/person_file.ts";
import type { Seal } from "../io/seal.ts";
import { stateDir } from "../io/state_dir.ts";
import { COMMAND_BUSY_MS, useStore } from "../io/store/database.ts";
import { readLogin, writeLogin } from "../io/store/logins.ts";
import { noteLogin } from "./login_note.ts";
import { loginPrint } from "./login_print.ts";

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
    if (login !== null) prints.push([dir, await loginPrint(login)]);
  }
  if (prints.length === 0) return;
  try {
    const now = host.now();
    useStore(stateDir(seal, host.env), COMMAND_BUSY_MS, now, (store) =>
      store.transaction(() => {
        for (const [dir, print] of prints) {
          const before = readLogin(store, dir);
          // No session was there to see it: until one replies, nobody's figures are its login's.
          if (before !== null && before !== print) {
            noteLogin(store, { sessionId: null, configDir: dir, account: null }, now);
          }
          writeLogin(store, dir, print, now);
        }
      }));
  } catch {
    // A store that cannot be written is a finding of its own.
  }
}
