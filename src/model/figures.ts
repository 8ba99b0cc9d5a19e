import type { Room } from "./context.ts";
import {
  asAmount,
  asCount,
  asHeadroom,
  asIdentifier,
  asInstant,
  asList,
  asRecord,
  asText,
} from "./decode.ts";
import { RESOURCE_STATE_VERSION } from "./resource_state.ts";
import type { Window } from "./window.ts";

/** What a published state tells a status bar. */
export interface Figures {
  readonly windows: readonly Window[];
  readonly room: Room | null;
  readonly costUsd: number | null;
  readonly modelName: string | null;
  readonly projectDir: string | null;
  /** There are windows, but nobody can tell whose they would be. */
  readonly isWithheld: boolean;
}

/**
 * The figures of a state that tokenroom itself published, its derived fields included; null when it
 * is none. Never throws. A report of another harness is read by `decodeState()`.
 */
export function decodeFigures(raw: unknown): Figures | null {
  const state = asRecord(raw);
  if (state?.resource_state !== RESOURCE_STATE_VERSION) return null;
  const session = asRecord(state.session);
  const model = asRecord(session?.model);
  return {
    windows: asList(state.windows).flatMap(decodeWindow),
    room: decodeRoom(state.context),
    costUsd: asAmount(asRecord(state.cost)?.session_usd),
    modelName: asText(model?.name, 200) ?? asText(model?.id, 200),
    projectDir: asText(session?.project_dir) ?? asText(session?.cwd),
    isWithheld: asText(state.windows_withheld) !== null,
  };
}

function decodeWindow(raw: unknown): Window[] {
  const window = asRecord(raw);
  const key = asIdentifier(window?.key);
  const headroomPct = asHeadroom(window?.used_pct);
  const observedAt = asInstant(window?.observed_at);
  if (window === null || key === null || headroomPct === null || observedAt === null) return [];
  const sessionId = asIdentifier(window.observed_by) ?? "";
  return [{ key, headroomPct, resetAt: asInstant(window.resets_at), observedAt, sessionId }];
}

function decodeRoom(raw: unknown): Room | null {
  const context = asRecord(raw);
  const ceilingTokens = asCount(context?.ceiling_tokens);
  const roomTokens = asCount(context?.room_tokens);
  const then = context?.at_ceiling;
  if (!ceilingTokens || roomTokens === null) return null;
  if (then !== "compaction" && then !== "full") return null;
  return { roomTokens, headroomPct: Math.min(100, roomTokens * 100 / ceilingTokens), then };
}
