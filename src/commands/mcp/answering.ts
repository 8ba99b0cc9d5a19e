import { recordFault } from "../../io/faults.ts";
import type { Host } from "../../io/host.ts";
import { stateDir } from "../../io/state_dir.ts";
import { COMMAND_BUSY_MS, type Store, useStore } from "../../io/store/database.ts";
import { appendEntry } from "../../io/store/entries.ts";
import type { Session } from "../../model/session.ts";
import type { EpochSec } from "../../model/units.ts";
import { explain } from "../../render/failure.ts";
import { toolFailed } from "../../render/mcp.ts";
import { callingSession } from "./caller.ts";

/** The running server. */
export interface Server {
  readonly host: Host;
  readonly startedAt: EpochSec;
}

/** What every tool may need. */
export interface Asked {
  readonly store: Store;
  readonly host: Host;
  /** The state directory. */
  readonly dir: string;
  /** The session that asks; null: not known. */
  readonly session: Session | null;
  readonly now: EpochSec;
}

/** What a tool answers: short words, and the same as data. */
export type Reply =
  | {
    readonly kind: "answered";
    readonly text: string;
    readonly data: Record<string, unknown>;
    /** For the journal, in one word. */
    readonly verdict: string | null;
  }
  /** Nothing was written. */
  | { readonly kind: "refused"; readonly text: string };

/** One tool. `input` was checked against what its specification takes. */
export type Answering = (input: never, asked: Asked) => Reply;

/**
 * Answers with the store open for as long as that takes: the server lives as long as its client, and
 * the file may be moved aside meanwhile. Never throws: a failure is a refusal, and a fault for doctor.
 */
export function ask(tool: string, input: unknown, answer: Answering, server: Server): Reply {
  const { host } = server;
  const now = host.now();
  const dir = host.seal === null ? "" : stateDir(host.seal, host.env);
  let opened: Store | null = null;
  try {
    return useStore(dir, COMMAND_BUSY_MS, now, (store) => {
      opened = store;
      const session = callingSession(store, server);
      const reply = answer(input as never, { store, host, dir, session, now });
      if (reply.kind === "answered") note(store, tool, session, reply.verdict, server);
      return reply;
    });
  } catch (cause) {
    recordFault(dir, now, `mcp ${tool}`, cause);
    return { kind: "refused", text: toolFailed(tool, explain(cause)) };
  } finally {
    close(opened);
  }
}

// An answer is worth more than its line in the journal.
function note(
  store: Store,
  tool: string,
  session: Session | null,
  verdict: string | null,
  { host }: Server,
): void {
  const about = {
    at: host.now(),
    sessionId: session?.id ?? null,
    account: session?.account ?? null,
  };
  const detail = verdict === null ? { tool } : { tool, verdict };
  try {
    store.transaction(() => appendEntry(store, { ...about, kind: "consult", detail }));
  } catch (cause) {
    if (host.seal !== null) recordFault(stateDir(host.seal, host.env), about.at, "mcp", cause);
  }
}

function close(store: Store | null): void {
  try {
    store?.db.close();
  } catch {
    // It was closed where the file was found damaged.
  }
}
