// What the program should say of scripted figures, worked out apart from the program: the clock by
// Intl, the room by the client's own arithmetic.

import type { Usage } from "./answer.ts";

/** Seconds since the epoch, whole. */
export function nowSec(): number {
  return Math.floor(Date.now() / 1000);
}

/** `22:30` in an IANA zone. */
export function clockIn(zone: string, at: number): string {
  const options = { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return new Intl.DateTimeFormat("en-GB", options).format(at * 1000);
}

/** Every `Mon, Nov 23, 22:30 Asia/Kolkata` a clock shows from one instant to another. */
export function datesBetween(zone: string, from: number, to: number): string[] {
  const seen = new Set<string>();
  for (let at = from; at < to + 60; at += 60) seen.add(dateIn(zone, Math.min(at, to)));
  return [...seen];
}

function dateIn(zone: string, at: number): string {
  const options = { timeZone: zone, weekday: "short", month: "short", day: "numeric" } as const;
  const day = new Intl.DateTimeFormat("en-US", options).format(at * 1000);
  return `${day}, ${clockIn(zone, at)} ${zone}`;
}

/** Where the client compacts with the default model's window of 1,000,000 tokens. */
export const CEILING_TOKENS = 1_000_000 - 20_000 - 13_000;

/** Tokens of context left before compaction after an answer with this usage. */
export function roomAfter(usage: Usage): number {
  const created = typeof usage.cacheCreation === "object"
    ? usage.cacheCreation.fiveMinutes + usage.cacheCreation.oneHour
    : usage.cacheCreation ?? 0;
  return CEILING_TOKENS - (usage.input + created + (usage.cacheRead ?? 0) + usage.output);
}

/** `940k`: tokens of a context as people read them. Only for whole thousands below a million. */
export function thousands(tokens: number): string {
  if (tokens % 1000 !== 0 || tokens >= 1_000_000) throw new Error(`${tokens} is not that round`);
  return `${tokens / 1000}k`;
}
