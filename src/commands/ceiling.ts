import { decodeContextSettings } from "../clients/claude_code/context_settings.ts";
import { HARNESS } from "../clients/claude_code/harness.ts";
import { decideCeiling, foreignCeiling, settleCeiling } from "../decide/ceiling.ts";
import type { Host } from "../io/host.ts";
import { readAutoCompactions, readLastCompactionAt } from "../io/store/compactions.ts";
import { readPassedContext } from "../io/store/contexts.ts";
import type { Store } from "../io/store/database.ts";
import type { Ceiling } from "../model/context.ts";
import type { Session } from "../model/session.ts";
import type { Tokens } from "../model/units.ts";
import type { Settings } from "./settings.ts";

type Seen = Pick<Session, "harness" | "configDir" | "modelId" | "context"> & {
  readonly id?: string;
};

/**
 * Where a session's context ends, by the client's rule and what was seen of it. `store` null: by the
 * rule alone.
 */
export function readCeiling(
  store: Store | null,
  session: Seen,
  { config, client }: Settings,
  host: Host,
): Ceiling | null {
  const windowTokens = session.context?.windowTokens ?? null;
  if (session.harness !== null && session.harness !== HARNESS) return foreignCeiling(windowTokens);
  const formula = formulaFor(session, client(), host);
  const { modelId, id } = session;
  if (store === null || formula === null || id === undefined) return formula;
  const compactedAt = modelId === null ? [] : readAutoCompactions(store, modelId, formula.tokens);
  const settle = (passed: Tokens | null) =>
    settleCeiling(formula, windowTokens, config.ceilingPct, { compactedAt, passed });
  const settled = settle(null);
  const used = session.context?.state === "measured" ? session.context.usedTokens : 0;
  // Hardly ever: a session is compacted when it gets there.
  if (settled === null || used < settled.tokens) return settled;
  return settle(readPassedContext(store, id, readLastCompactionAt(store, id)));
}

/** The same by the client's rule and settings alone. `client`: its settings as JSON. */
export function formulaFor(
  session: Pick<Session, "modelId" | "context">,
  client: unknown,
  host: Host,
): Ceiling | null {
  const settings = decodeContextSettings(client, host.env, session.modelId);
  return decideCeiling(session.context?.windowTokens ?? null, settings);
}
