// What every tool is called, does, takes and gives, as its clients read it. The texts are paid for
// with the context of a session that loads them: as few words as decide.

import { CHECKPOINT_CHARS, CHECKPOINT_ITEMS } from "../model/checkpoint.ts";
import { HANDOFF_CHARS } from "../model/handoff.ts";
import { INTENT_GOAL_CHARS } from "../model/intent.ts";
import { PIN_CHARS } from "../model/pin.ts";
import { PLAN_MAX_TOKENS, PLAN_STEP_CHARS, PLAN_STEPS, PLAN_SUMMARY_CHARS } from "../model/plan.ts";
import type { Arguments } from "../model/tool_input.ts";
import {
  CHECKPOINT_OUTPUT,
  FIT_OUTPUT,
  HANDOFF_OUTPUT,
  INTENT_OUTPUT,
  PIN_OUTPUT,
  PLAN_OUTPUT,
  REMAINING_OUTPUT,
  STATE_OUTPUT,
} from "./mcp_output.ts";
import type { ObjectSchema } from "./tool_schema.ts";

/** One tool. */
export interface ToolSpec {
  readonly title: string;
  readonly description: string;
  /** It only asks. */
  readonly readOnly: boolean;
  /** The same call again changes nothing more. */
  readonly idempotent: boolean;
  readonly takes: Arguments;
  readonly gives: ObjectSchema;
}

/** The most requests that a job may be said to take: more is no job but a slip of the pen. */
export const MAX_CALLS = 100_000;
/** The longest that an agent may pin something, in hours: two weeks. A person may pin longer. */
export const MAX_PIN_HOURS = 336;

export const FIT_ARGUMENTS = {
  est_tokens: {
    type: "integer",
    min: 1,
    max: PLAN_MAX_TOKENS,
    required: true,
    text: "New tokens it will read and write; re-reads of the conversation left out.",
  },
  est_calls: {
    type: "integer",
    min: 1,
    max: MAX_CALLS,
    text: "Model requests it will take.",
  },
  divisible: {
    type: "flag",
    text: "It can stop after any step and keep what is done. Default false.",
  },
} as const satisfies Arguments;

export const PLAN_ARGUMENTS = {
  summary: {
    type: "text",
    maxChars: PLAN_SUMMARY_CHARS,
    required: true,
    text: "What is put off, and for what.",
  },
  queue: {
    type: "texts",
    maxItems: PLAN_STEPS,
    maxChars: PLAN_STEP_CHARS,
    text: "Steps in their order, exact enough for a session that knows nothing else.",
  },
  blocked_on: {
    type: "text",
    maxChars: 64,
    text: "Window to wait for, as fit_check names it. Default: the scarcest.",
  },
  est_tokens: { type: "integer", min: 0, max: PLAN_MAX_TOKENS, text: "New tokens it will take." },
  arm: {
    type: "flag",
    text: "This session may go on with it by itself after the reset. Default false.",
  },
} as const satisfies Arguments;

const NOTE_LINES = {
  type: "texts",
  maxItems: CHECKPOINT_ITEMS,
  maxChars: CHECKPOINT_CHARS,
} as const;

export const CHECKPOINT_ARGUMENTS = {
  task: {
    type: "text",
    maxChars: CHECKPOINT_CHARS,
    required: true,
    text: "What is being done, and for what.",
  },
  decisions: { ...NOTE_LINES, text: "Each with its reason." },
  ruled_out: { ...NOTE_LINES, text: "What was tried and failed, and why." },
  next_steps: { ...NOTE_LINES, text: "Exact, in order: paths, commands." },
} as const satisfies Arguments;

export const HANDOFF_ARGUMENTS = {
  text: {
    type: "text",
    maxChars: HANDOFF_CHARS,
    required: true,
    text: "The whole document, Markdown.",
  },
} as const satisfies Arguments;

export const PIN_ARGUMENTS = {
  text: {
    type: "text",
    maxChars: PIN_CHARS,
    required: true,
    text: "One statement, word for word.",
  },
  scope: {
    type: "choice",
    of: ["session", "project"],
    text: "Who sees it. Default session.",
  },
  hours: {
    type: "integer",
    min: 1,
    max: MAX_PIN_HOURS,
    text: "How long it holds. Default: no end.",
  },
} as const satisfies Arguments;

export const INTENT_ARGUMENTS = {
  goal: {
    type: "text",
    maxChars: INTENT_GOAL_CHARS,
    required: true,
    text: "What the run is to reach.",
  },
  arm: {
    type: "flag",
    text: "It may go on by itself in this session after the reset. Default false.",
  },
  hours: { type: "integer", min: 1, max: 24, text: "How long it holds. Default 5." },
} as const satisfies Arguments;

/** Every tool by its name, in the order in which they are listed. */
export const TOOL_SPECS = {
  resource_state: {
    title: "Budgets left",
    description:
      "What is left right now: each rate-limit window (percent used, reset), tokens of context before compaction, prompt cache, cost. Times are epoch seconds. A null is unknown, not zero.",
    readOnly: true,
    idempotent: true,
    takes: {},
    gives: STATE_OUTPUT,
  },
  estimate_remaining: {
    title: "What remains at this pace",
    description:
      "What remains at the pace of late: tokens and calls of each window and when it runs empty, tokens and calls of context, cache. A null is unknown; `unknown` says why.",
    readOnly: true,
    idempotent: true,
    takes: {},
    gives: REMAINING_OUTPUT,
  },
  fit_check: {
    title: "Does this job fit?",
    description:
      "Ask before a large or indivisible job. Gives a verdict per budget (fits, tight, exceeds, unknown), one overall (fits, tight, exceeds, defer) and the sentence to act on.",
    readOnly: true,
    idempotent: true,
    takes: FIT_ARGUMENTS,
    gives: FIT_OUTPUT,
  },
  plan_resume: {
    title: "Put work off until a reset",
    description:
      "Leave work for the next window, after fit_check says defer. It is told when the window has refilled, here and in this project's other sessions. One plan a job; the same summary again replaces it.",
    readOnly: false,
    idempotent: true,
    takes: PLAN_ARGUMENTS,
    gives: PLAN_OUTPUT,
  },
  checkpoint: {
    title: "Save a survival note",
    description:
      "Save what the next compaction must not lose; it is given back right after. Short: what files cannot tell. Replaces the former note.",
    readOnly: false,
    idempotent: true,
    takes: CHECKPOINT_ARGUMENTS,
    gives: CHECKPOINT_OUTPUT,
  },
  handoff: {
    title: "Save the handoff document",
    description:
      "Save the long living document of this session; after a compaction its path and headings are given back. Replaces the former text.",
    readOnly: false,
    idempotent: true,
    takes: HANDOFF_ARGUMENTS,
    gives: HANDOFF_OUTPUT,
  },
  pin_fact: {
    title: "Pin a fact word for word",
    description:
      "Pin a constraint or fact that must survive compactions in its exact wording, the person's above all.",
    readOnly: false,
    idempotent: true,
    takes: PIN_ARGUMENTS,
    gives: PIN_OUTPUT,
  },
  set_intent: {
    title: "Start a focused run",
    description:
      "Only when the person asks for it: one goal may spend the window to its floor, so warnings replace refusals until it ends.",
    readOnly: false,
    idempotent: true,
    takes: INTENT_ARGUMENTS,
    gives: INTENT_OUTPUT,
  },
} as const satisfies Readonly<Record<string, ToolSpec>>;

export type ToolName = keyof typeof TOOL_SPECS;
