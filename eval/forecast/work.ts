import { HOUR, MINUTE } from "../../src/model/units.ts";
import type { Random } from "./random.ts";

/** One response of the model, as the account's window is charged for it. */
export interface Message {
  readonly at: number;
  /** Points of the window it costs. */
  readonly points: number;
  readonly session: string;
  /** `main`: its figures reach the statusline. `sub`: only its transcript is seen. `away`: neither. */
  readonly seen: "main" | "sub" | "away";
}

/** How one session works while it works. */
export interface Habit {
  readonly session: string;
  readonly seen: Message["seen"];
  /** Mean points an hour inside a turn. */
  readonly pointsPerHour: number;
  readonly turnMin: number;
  readonly pauseMin: number;
  /** Mean seconds between two responses of a turn. */
  readonly gapSec: number;
  /** Deviation of the logarithm of a turn's intensity. */
  readonly unevenness: number;
  /** Deviation of the logarithm of a task's intensity; a task is some turns about one thing. */
  readonly variety: number;
}

/** A stretch of time. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

// A context grows over this many responses until it is compacted; each response re-reads it, so
// cost grows with it, from the first figure to the second relative to the mean.
const CONTEXT_RESPONSES = 80;
const CONTEXT_COST: readonly [number, number] = [0.5, 1.5];
// Mean minutes that a task lasts.
const TASK_MIN = 75;
// Deviation of the logarithm of a single response's cost.
const RESPONSE_SIGMA = 0.6;

/** The responses of a session that follows its habit through a span: turns and pauses. */
export function work(random: Random, habit: Habit, span: Span): Message[] {
  const messages: Message[] = [];
  let at = span.from;
  let age = Math.floor(random.between(0, CONTEXT_RESPONSES));
  let task = random.logNormal(1, habit.variety);
  let taskEnd = at + random.exponential(TASK_MIN * MINUTE);
  while (at < span.to) {
    const turnEnd = Math.min(span.to, at + random.exponential(habit.turnMin * MINUTE));
    if (at >= taskEnd) {
      task = random.logNormal(1, habit.variety);
      taskEnd = at + random.exponential(TASK_MIN * MINUTE);
    }
    const intensity = task * random.logNormal(1, habit.unevenness);
    while (at < turnEnd) {
      at += habit.gapSec * gap(random);
      if (at >= span.to) break;
      messages.push({
        at: Math.round(at),
        points: intensity * cost(random, habit, age),
        session: habit.session,
        seen: habit.seen,
      });
      age = (age + 1) % CONTEXT_RESPONSES;
    }
    at += random.exponential(habit.pauseMin * MINUTE);
  }
  return messages;
}

// Mean 1, never near zero: a response takes time.
function gap(random: Random): number {
  return 0.3 + random.exponential(0.35) + random.exponential(0.35);
}

function cost(random: Random, habit: Habit, age: number): number {
  const [low, high] = CONTEXT_COST;
  const context = low + (high - low) * age / CONTEXT_RESPONSES;
  const mean = habit.pointsPerHour * habit.gapSec / HOUR;
  // exp(sigma²/2) is the mean of a log-normal of median 1.
  return mean * context * random.logNormal(1, RESPONSE_SIGMA) / Math.exp(RESPONSE_SIGMA ** 2 / 2);
}

/** Long autonomous turns: phases of the main agent alternate with phases of several subagents. */
export function workWithSubagents(random: Random, habit: Habit, span: Span): Message[] {
  const messages: Message[] = [];
  let at = span.from;
  for (let phase = 0; at < span.to; phase++) {
    const alone = Math.min(span.to, at + random.between(4, 20) * MINUTE);
    messages.push(...work(random, habit, { from: at, to: alone }));
    const together = Math.min(span.to, alone + random.between(5, 25) * MINUTE);
    const agents = 2 + Math.floor(random.between(0, 3));
    for (let agent = 0; agent < agents; agent++) {
      const own: Habit = {
        ...habit,
        seen: "sub",
        pauseMin: 0.2,
        pointsPerHour: habit.pointsPerHour * 0.5,
      };
      messages.push(...work(random, own, { from: alone, to: together }));
    }
    at = together + (random.chance(0.4) ? random.exponential(8 * MINUTE) : 0);
  }
  return messages;
}
