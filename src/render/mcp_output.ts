// What tools give beside their text, as schemas. Claude Code shows its model this data in place of
// the text, so it says everything that the text does: `note`, `advice` and `summary` are sentences.
// Snake case like every public JSON of ours; a null is not known.

import {
  FLAG,
  INTEGER,
  list,
  NUMBER,
  object,
  type ObjectSchema,
  oneOf,
  orNull,
  type Schema,
  TEXT,
} from "./tool_schema.ts";

const SPREAD = object({ low: NUMBER, mid: NUMBER, high: NUMBER });
const VERDICT = oneOf("fits", "tight", "exceeds", "unknown");
// Null: nothing to speak of is written anew.
const CACHE = orNull(object({
  cold_rewrite_tokens: orNull(INTEGER),
  rewrite_after_pause_tokens: orNull(INTEGER),
}));

/** resource_state: the published shape (`docs/RESOURCE-STATE.md`), which only ever gains fields. */
export const STATE_OUTPUT: ObjectSchema = {
  ...object({
    resource_state: { const: 0 },
    session: orNull({ type: "object" }),
    windows: list({ type: "object" }),
    summary: TEXT,
    withheld: orNull(TEXT),
  }),
  additionalProperties: true,
};

// Why each of the nulls beside it is not known.
const UNKNOWN: Schema = { type: "object", additionalProperties: TEXT };

export const REMAINING_OUTPUT: ObjectSchema = object({
  windows: list(object({
    key: TEXT,
    left_pct: orNull(NUMBER),
    resets_at: orNull(INTEGER),
    resets_in: orNull(TEXT),
    age_sec: INTEGER,
    tokens_left: orNull(SPREAD),
    calls_left: orNull(INTEGER),
    empty: orNull(object({
      earliest_at: INTEGER,
      latest_at: INTEGER,
      in: TEXT,
      before_reset: orNull(oneOf("yes", "perhaps", "no")),
      pct_per_hour: NUMBER,
    })),
    unknown: UNKNOWN,
  })),
  withheld: orNull(TEXT),
  context: object({
    room_tokens: orNull(INTEGER),
    ceiling_tokens: orNull(INTEGER),
    at_ceiling: orNull(oneOf("compaction", "full")),
    calls_left: orNull(INTEGER),
    unknown: UNKNOWN,
  }),
  cache: CACHE,
});

export const FIT_OUTPUT: ObjectSchema = object({
  overall: oneOf("fits", "tight", "exceeds", "defer"),
  advice: TEXT,
  defer: orNull(object({ blocked_on: TEXT, resets_at: INTEGER, resets_in: TEXT })),
  windows: list(object({
    key: TEXT,
    verdict: VERDICT,
    why: TEXT,
    left_pct: orNull(NUMBER),
    cost_pct: orNull(SPREAD),
    resets_in: orNull(TEXT),
  })),
  withheld: orNull(TEXT),
  context: object({
    verdict: VERDICT,
    why: TEXT,
    room_tokens: orNull(INTEGER),
    calls_left: orNull(INTEGER),
  }),
  cache: CACHE,
});

export const PLAN_OUTPUT: ObjectSchema = object({
  note: TEXT,
  id: INTEGER,
  // The plan of the same summary that it took the place of.
  replaced: orNull(INTEGER),
  blocked_on: orNull(TEXT),
  resets_at: orNull(INTEGER),
  // The reset itself is not known: it comes then or sooner.
  at_latest: FLAG,
  armed: FLAG,
});

export const INTENT_OUTPUT: ObjectSchema = object({
  note: TEXT,
  id: INTEGER,
  window: orNull(TEXT),
  ends_at: INTEGER,
  armed: FLAG,
});

export const CHECKPOINT_OUTPUT: ObjectSchema = object({ note: TEXT, at: INTEGER });

export const HANDOFF_OUTPUT: ObjectSchema = object({ note: TEXT, path: TEXT, chars: INTEGER });

export const PIN_OUTPUT: ObjectSchema = object({
  note: TEXT,
  id: INTEGER,
  scope: oneOf("session", "project"),
  expires_at: orNull(INTEGER),
});
