import { readNewNote, rememberNote } from "../io/original_notes.ts";
import { COMMAND_BUSY_MS, openStore, type Store } from "../io/store/database.ts";
import { appendEntry } from "../io/store/entries.ts";
import { queuePlan } from "../io/store/plans.ts";
import {
  type BroughtOver,
  decodeOriginalPins,
  decodeOriginalPlan,
  type OriginalPin,
  type OriginalPlan,
} from "../model/original_notes.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import { checkPin } from "./notes/check.ts";
import { savePin } from "./notes/save.ts";

/** Where the notes are, and what may be done. */
export interface NotesTask {
  readonly state: string;
  /** Nothing is written, and the store is not opened: what it holds already is not counted then. */
  readonly dryRun: boolean;
  readonly now: EpochSec;
  readonly zone: Zone;
}

/**
 * Brings the pins and the plan of the Node original over, each once for what its file holds. They
 * were of all projects and stay so. Throws what the store throws; nothing is lost then.
 */
export function bringOver(task: NotesTask): BroughtOver {
  const { state, now } = task;
  const pinsText = readNewNote(state, "pins");
  const planText = readNewNote(state, "plan");
  const read = pinsText === null ? NO_PINS : decodeOriginalPins(pinsText, task.zone);
  const plan = planText === null ? NO_PLAN : decodeOriginalPlan(planText, now);
  const [fitting, refused] = chooseFitting(read?.pins ?? [], now);
  let pins = fitting.length;
  if (!task.dryRun && (pinsText !== null || planText !== null)) {
    const store = openStore(state, COMMAND_BUSY_MS, now);
    pins = fitting.filter((pin) => isKept(store, pin, now)).length;
    if (plan.kind === "plan") queue(store, plan.plan, now);
    if (pinsText !== null) rememberNote(state, "pins", pinsText);
    if (planText !== null) rememberNote(state, "plan", planText);
  }
  return {
    pins,
    pinsLeft: read === null ? null : read.left + refused + fitting.length - pins,
    plan: plan.kind,
    stepsLeft: plan.kind === "plan" ? plan.left : 0,
  };
}

const NO_PINS = { pins: [], left: 0 } as const;
const NO_PLAN = { kind: "none" } as const;
const EVERYWHERE = { sessionId: null, projectDir: null } as const;

/** Those that fit beside each other in the order of the file, and how many others do not. */
function chooseFitting(
  pins: readonly OriginalPin[],
  now: EpochSec,
): readonly [readonly OriginalPin[], number] {
  const chosen: (OriginalPin & typeof EVERYWHERE & { readonly id: number })[] = [];
  let refused = 0;
  for (const pin of pins) {
    const asked = { ...pin, ...EVERYWHERE };
    const why = checkPin(asked, chosen, now);
    if (why === null) chosen.push({ ...asked, id: 0 });
    // One that is over or said twice is not missed.
    else if (why.kind !== "over" && why.kind !== "duplicate") refused++;
  }
  return [chosen, refused];
}

// The original does not say who wrote a pin; what counts as the person's is kept first.
function isKept(store: Store, { text, expiresAt }: OriginalPin, now: EpochSec): boolean {
  const pin = { ...EVERYWHERE, author: "person", text, expiresAt } as const;
  const saved = savePin(store, pin, now);
  return saved.kind === "saved" || saved.why.kind === "duplicate";
}

// Never armed: whose session was to go on by itself is not known any more.
function queue(store: Store, plan: OriginalPlan, now: EpochSec): void {
  const whole = { ...plan, ...EVERYWHERE, account: null, cause: "agent", armed: false } as const;
  store.transaction(() => {
    const id = queuePlan(store, whole);
    const { blockedOn, resetAt, armed, estTokens } = whole;
    const steps = plan.queue.length;
    const detail = { plan: id, window: blockedOn, resetAt, armed, estTokens, steps };
    appendEntry(store, { at: now, kind: "plan-queued", sessionId: null, account: null, detail });
  });
}
