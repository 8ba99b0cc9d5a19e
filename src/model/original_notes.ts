// What an installation of the Node original left beside our own state: its pins and its one plan.
// Their form is its own affair: what is not understood is counted and left alone.

import {
  asCount,
  asInstant,
  asList,
  asRecord,
  asText,
  type JsonRecord,
  parseJson,
} from "./decode.ts";
import { isBlank, mendText } from "./note_text.ts";
import {
  type Plan,
  PLAN_MAX_TOKENS,
  PLAN_STEP_CHARS,
  PLAN_STEPS,
  PLAN_SUMMARY_CHARS,
} from "./plan.ts";
import { DAY, type EpochSec, HOUR, type Zone } from "./units.ts";
import { parseInstant } from "./until.ts";
import { windowLengthSec } from "./window.ts";

/** A pin of the original; it held for all projects. */
export interface OriginalPin {
  readonly text: string;
  /** Null: no end. */
  readonly expiresAt: EpochSec | null;
}

/** Its pins, and how many items were not understood. */
export interface OriginalPins {
  readonly pins: readonly OriginalPin[];
  readonly left: number;
}

/** The part of its plan that a plan of ours has a place for. */
export type OriginalPlan = Pick<
  Plan,
  "summary" | "queue" | "blockedOn" | "resetAt" | "estTokens" | "createdAt"
>;

/** What its plan file holds. */
export type OriginalPlanFile =
  /** `left`: steps that had no room or were not understood. */
  | { readonly kind: "plan"; readonly plan: OriginalPlan; readonly left: number }
  /** Nobody came for it in time. */
  | { readonly kind: "over" }
  | { readonly kind: "unreadable" };

/** What came over, and what did not. */
export interface BroughtOver {
  /** Pins that hold everywhere now. */
  readonly pins: number;
  /** Pins without room, or not understood; null: none of the file was. */
  readonly pinsLeft: number | null;
  /** `none`: there was none, or it was brought over before. */
  readonly plan: OriginalPlanFile["kind"] | "none";
  readonly stepsLeft: number;
}

const TEXT_KEYS = ["text", "fact", "pin", "note"];
const END_KEYS = ["expires_at", "expires", "until"];
/** Its rule: a plan is stale a day after it was made or could start, whichever is later. */
const STALE_SEC = DAY;
/** Its windows refill within a week; a later instant is damage, and the plan would wait forever. */
const LONGEST_WAIT_SEC = 7 * DAY + HOUR;

/** The pins in its file; null where that holds no list of any. `zone`: of an end without its own. */
export function decodeOriginalPins(text: string, zone: Zone): OriginalPins | null {
  const value = parseJson(text);
  const items = Array.isArray(value) ? value : asRecord(value)?.pins;
  if (!Array.isArray(items)) return null;
  const pins = items.flatMap((item) => decodePin(item, zone) ?? []);
  return { pins, left: items.length - pins.length };
}

function decodePin(item: unknown, zone: Zone): OriginalPin | null {
  const record = asRecord(item);
  const text = record === null ? asWords(item) : first(record, TEXT_KEYS, asWords);
  if (text === null) return null;
  const end = record === null ? null : first(record, END_KEYS, (value) => value ?? null);
  const expiresAt = end === null ? null : asInstant(end) ?? parseInstant(asText(end) ?? "", zone);
  // Without the end that somebody gave it, it would hold for ever.
  return end !== null && expiresAt === null ? null : { text, expiresAt };
}

/** The plan in its file. */
export function decodeOriginalPlan(text: string, now: EpochSec): OriginalPlanFile {
  const raw = asRecord(parseJson(text));
  const writtenAt = asInstant(raw?.created_at);
  if (raw === null || writtenAt === null) return { kind: "unreadable" };
  // A clock may have been set back since.
  const createdAt = Math.min(writtenAt, now);
  const items = asList(raw.queue);
  const steps = items.flatMap((item) => asWords(asRecord(item)?.task ?? item) ?? []);
  const queue = steps.slice(0, PLAN_STEPS).map((step) => clip(step, PLAN_STEP_CHARS));
  const summary = asWords(raw.summary) ?? steps[0] ?? null;
  if (summary === null) return { kind: "unreadable" };
  const resumeAt = asInstant(raw.resume_at);
  if (now > Math.max(createdAt, resumeAt ?? createdAt) + STALE_SEC) return { kind: "over" };
  const blockedOn = asText(raw.blocked_on, 64);
  const lengthSec = blockedOn === null ? null : windowLengthSec(blockedOn);
  const isDated = resumeAt !== null && resumeAt <= createdAt + LONGEST_WAIT_SEC;
  const estTokens = asCount(raw.est_tokens);
  const plan = {
    summary: clip(summary, PLAN_SUMMARY_CHARS),
    queue,
    blockedOn: lengthSec === null ? null : blockedOn,
    // A window of fixed length has refilled one length later at the latest.
    resetAt: isDated ? resumeAt : lengthSec === null ? null : createdAt + lengthSec,
    estTokens: estTokens !== null && estTokens <= PLAN_MAX_TOKENS ? estTokens : null,
    createdAt,
  };
  return { kind: "plan", plan, left: items.length - queue.length };
}

function first<T>(
  record: JsonRecord,
  keys: readonly string[],
  read: (value: unknown) => T | null,
): T | null {
  for (const key of keys) {
    const found = Object.hasOwn(record, key) ? read(record[key]) : null;
    if (found !== null) return found;
  }
  return null;
}

function asWords(value: unknown): string | null {
  const text = typeof value === "string" ? mendText(value).trim() : "";
  return isBlank(text) ? null : text;
}

function clip(text: string, chars: number): string {
  return text.length <= chars ? text : `${text.slice(0, chars - 1).toWellFormed()}…`;
}
