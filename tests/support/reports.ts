// What the client would send, for tests that name only what matters to them: recorded payloads and
// events with the session, the figures and the paths of a test's own machine.

import { DAY, HOUR } from "../../src/model/units.ts";
import type { FakeHost } from "./fake_host.ts";
import { readFixture, setField } from "./fixture.ts";

/** The machine that a report is made for. */
type Place = Pick<FakeHost, "now"> & { readonly config: { readonly dir: string } };

/** What a test says of a payload; the rest is as recorded. */
export interface PayloadParts {
  readonly session?: string;
  /** Percent of the five-hour window used; null: the payload has no windows at all. */
  readonly usedPct?: number | null;
  readonly resetsAt?: number;
  readonly weekUsedPct?: number;
  readonly weekResetsAt?: number;
  readonly costUsd?: number;
  /** Tokens read from the cache by the last response; null: no response yet. */
  readonly contextTokens?: number | null;
}

/** A statusline payload of a subscription session that had a response. */
export function aPayload(place: Place, parts: PayloadParts = {}): Record<string, unknown> {
  const session = parts.session ?? "session-1";
  const payload = readFixture("statusline-subscription");
  const costUsd = parts.costUsd ?? 1;
  setField(payload, "session_id", session);
  setField(payload, "transcript_path", transcriptOf(place, session));
  setField(payload, "cost.total_cost_usd", costUsd);
  setField(payload, "cost.total_api_duration_ms", costUsd * 10_000);
  setField(payload, "context_window.current_usage", usage(parts.contextTokens));
  setField(payload, "rate_limits", windows(place, parts));
  return parts.usedPct === null ? { ...payload, rate_limits: undefined } : payload;
}

/** A hook event as recorded, of a session of this machine. */
export function anEvent(
  place: Place,
  fixture: string,
  given: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const session = typeof given.session_id === "string" ? given.session_id : "session-1";
  return {
    ...readFixture(fixture),
    session_id: session,
    transcript_path: transcriptOf(place, session),
    ...given,
  };
}

function transcriptOf(place: Place, session: string): string {
  return `${place.config.dir}/projects/-home-ann-project/${session}.jsonl`;
}

function usage(contextTokens: number | null | undefined): unknown {
  if (contextTokens === null) return null;
  return {
    input_tokens: 10,
    output_tokens: 90,
    cache_creation_input_tokens: 900,
    cache_read_input_tokens: (contextTokens ?? 100_000) - 1_000,
  };
}

function windows(place: Place, parts: PayloadParts): unknown {
  return {
    five_hour: {
      used_percentage: parts.usedPct ?? 40,
      resets_at: parts.resetsAt ?? place.now() + 3 * HOUR,
    },
    seven_day: {
      used_percentage: parts.weekUsedPct ?? 30,
      resets_at: parts.weekResetsAt ?? place.now() + 3 * DAY,
    },
  };
}
