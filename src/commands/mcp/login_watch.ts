import { decodeStateLogin } from "../../clients/claude_code/client_state.ts";
import { recordFault } from "../../io/faults.ts";
import type { Host } from "../../io/host.ts";
import { stateDir } from "../../io/state_dir.ts";
import { COMMAND_BUSY_MS, type Store, useStore } from "../../io/store/database.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { appendLoginChange } from "../../io/store/login_changes.ts";
import { readLastLoginOf } from "../../io/store/own_logins.ts";
import { readTextOrNull } from "../../io/state_file.ts";
import type { Session } from "../../model/session.ts";
import { configDirFor } from "../place.ts";
import type { Server } from "./answering.ts";
import { callingSession } from "./caller.ts";

/** Milliseconds between two looks: less than a person takes from a login to the next prompt. */
export const LOGIN_LOOK_MS = 2_000;
/** Seconds within which two who saw a login saw the same one: the hook tells of it at once. */
const SAME_LOGIN_SEC = 15;

/**
 * A look whether the login of the session's directory changed since the look before. A login outside
 * of the session (`claude auth login`, a tool that swaps logins) is told to no hook and renders
 * nothing; all that shows it is whom the client's own state file names. Never throws.
 */
export function openLoginWatch(server: Server): () => void {
  const { host } = server;
  const path = statePath(host);
  let seenAt: number | null = null;
  let login: string | null = null;
  return () => {
    if (host.seal === null || path === null) return;
    try {
      const changedAt = Deno.statSync(path).mtime?.getTime() ?? null;
      if (changedAt === seenAt) return;
      seenAt = changedAt;
      const found = decodeStateLogin(readTextOrNull(path) ?? "");
      // Logged out, or half written: whoever comes next is compared with whoever was there.
      if (found === null || found === login) return;
      const isFirst = login === null;
      login = found;
      if (!isFirst) note(server, stateDir(host.seal, host.env));
    } catch (cause) {
      if (cause instanceof Deno.errors.NotFound) return;
      recordFault(stateDir(host.seal, host.env), host.now(), "mcp", cause);
    }
  };
}

function statePath(host: Host): string | null {
  const dir = configDirFor(null, host);
  return host.seal?.configs.find((config) => config.dir === dir)?.client ?? null;
}

function note(server: Server, dir: string): void {
  const now = server.host.now();
  useStore(dir, COMMAND_BUSY_MS, now, (store) => {
    const session = callingSession(store, server);
    if (session === null || session.configDir === null) return;
    store.transaction(() => noteLogin(store, session, session.configDir ?? "", now));
  });
}

function noteLogin(store: Store, session: Session, configDir: string, now: number): void {
  const last = readLastLoginOf(store, session.id);
  if (last !== null && Math.abs(now - last) <= SAME_LOGIN_SEC) return;
  appendLoginChange(store, { sessionId: session.id, configDir, from: null, to: null }, now);
  const { id, account } = session;
  appendEntry(store, { at: now, kind: "login", sessionId: id, account, detail: {} });
}
