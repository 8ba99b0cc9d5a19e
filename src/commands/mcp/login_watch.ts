import { decodeStateLogin } from "../../clients/claude_code/client_state.ts";
import { recordFault } from "../../io/faults.ts";
import type { Host } from "../../io/host.ts";
import type { SealedConfig } from "../../io/seal.ts";
import { stateDir } from "../../io/state_dir.ts";
import { readTextOrNull } from "../../io/state_file.ts";
import { COMMAND_BUSY_MS, type Store, useStore } from "../../io/store/database.ts";
import { readLogin, writeLogin } from "../../io/store/logins.ts";
import { readLastLoginOf } from "../../io/store/own_logins.ts";
import type { EpochSec } from "../../model/units.ts";
import { noteLogin } from "../login_note.ts";
import { loginPrint } from "../login_print.ts";
import { configDirFor } from "../place.ts";
import type { Server } from "./answering.ts";
import { callingSession } from "./caller.ts";

/** Milliseconds between two looks: less than a person takes from a login to the next prompt. */
export const LOGIN_LOOK_MS = 2_000;
/** Seconds within which two who saw a login saw the same one: the hook tells of it at once. */
const SAME_LOGIN_SEC = 15;

/**
 * A look whether the login of the session's directory changed since the look before, or since the
 * last session there. A login outside of the session (`claude auth login`, a tool that swaps logins)
 * is told to no hook and renders nothing; all that shows it is whom the client's own state file
 * names. Never throws.
 */
export function openLoginWatch(server: Server): () => Promise<void> {
  const { host } = server;
  const config = configOf(host);
  let seenAt: number | null = null;
  let known: string | null = null;
  return async () => {
    if (host.seal === null || config === null) return;
    const dir = stateDir(host.seal, host.env);
    try {
      const changedAt = Deno.statSync(config.client).mtime?.getTime() ?? null;
      if (changedAt === seenAt) return;
      const login = decodeStateLogin(readTextOrNull(config.client) ?? "");
      const print = login === null ? null : await loginPrint(login);
      // Logged out, or half written: whoever comes next is compared with whoever was there.
      if (print !== null && print !== known) {
        if (!compare(server, dir, { config, known, print })) return;
        known = print;
      }
      seenAt = changedAt;
    } catch (cause) {
      if (cause instanceof Deno.errors.NotFound) return;
      recordFault(dir, host.now(), "mcp", cause);
    }
  };
}

// The seal holds real paths, the client may name a link: where there is one directory, it is that.
function configOf(host: Host): SealedConfig | null {
  const dir = configDirFor(null, host);
  const configs = host.seal?.configs ?? [];
  return configs.find((config) => config.dir === dir) ??
    (configs.length === 1 ? configs[0] : undefined) ?? null;
}

interface Seen {
  readonly config: SealedConfig;
  /** What this server saw before; null: nothing yet. */
  readonly known: string | null;
  readonly print: string;
}

// False: whose session it is, is not known yet; the next look tries again.
function compare(server: Server, dir: string, { config, known, print }: Seen): boolean {
  const now = server.host.now();
  return useStore(dir, COMMAND_BUSY_MS, now, (store) => {
    const before = known ?? readLogin(store, config.dir);
    const session = callingSession(store, server);
    const isOther = before !== null && before !== print;
    if (isOther && session === null) return false;
    store.transaction(() => {
      // By the name under which its reports are kept.
      if (isOther && session !== null && !isNoted(store, session.id, now)) {
        const { id: sessionId, account, configDir } = session;
        noteLogin(store, { sessionId, configDir: configDir ?? config.dir, account }, now);
      }
      writeLogin(store, config.dir, print, now);
    });
    return true;
  });
}

function isNoted(store: Store, sessionId: string, now: EpochSec): boolean {
  const last = readLastLoginOf(store, sessionId);
  return last !== null && Math.abs(now - last) <= SAME_LOGIN_SEC;
}
