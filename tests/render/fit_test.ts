import { assert, assertEquals } from "@std/assert";
import type { ContextFit, WindowFit } from "../../src/decide/fit.ts";
import type { Advice } from "../../src/decide/fit_overall.ts";
import { HOUR } from "../../src/model/units.ts";
import { renderAdvice, renderFit } from "../../src/render/fit.ts";
import { assertGolden } from "../support/golden.ts";
import { NOW, TOKYO } from "../support/situations.ts";

const RESET = NOW + 2 * HOUR;
const WINDOW: WindowFit = {
  key: "five_hour",
  verdict: "fits",
  reason: "room",
  headroomPct: 8,
  resetAt: RESET,
  cost: { low: 3.2, mid: 4.06, high: 5.1 },
  leastPoints: 4.06,
  regime: "descend",
};
const CONTEXT: ContextFit = {
  verdict: "tight",
  reason: "narrow",
  roomTokens: 120_000,
  ceilingTokens: 967_000,
  then: "compaction",
};

const ADVICE: readonly Advice[] = [
  { kind: "go" },
  { kind: "unjudged" },
  { kind: "blind", budget: "windows" },
  { kind: "blind", budget: "context" },
  { kind: "unpriced", key: "five_hour", divisible: true },
  { kind: "unpriced", key: "five_hour", divisible: false },
  { kind: "old-low", key: "seven_day" },
  { kind: "low-window", key: "five_hour", divisible: true },
  { kind: "low-window", key: "five_hour", divisible: false },
  { kind: "switch", key: "five_hour", name: "home", headroomPct: 92 },
  { kind: "switch", key: "five_hour", name: "home", headroomPct: null },
  { kind: "focused", key: "five_hour" },
  { kind: "narrow-context", context: CONTEXT },
  { kind: "narrow-context", context: { ...CONTEXT, reason: "calls", then: "full" } },
  { kind: "hot-week", key: "seven_day" },
  { kind: "wide-price", key: "five_hour" },
  { kind: "split-context", context: { ...CONTEXT, reason: "over" } },
  { kind: "split-context", context: { ...CONTEXT, reason: "larger-than-any", roomTokens: null } },
  { kind: "part-now", key: "five_hour", partTokens: 120_000, resetAt: RESET },
  { kind: "part-now", key: "five_hour", partTokens: null, resetAt: null },
  { kind: "split-window", key: "five_hour", partTokens: 120_000 },
  { kind: "split-window", key: "five_hour", partTokens: null },
  { kind: "no-reset", key: "five_hour" },
  { kind: "defer", key: "five_hour", resetAt: RESET, split: false, stop: false },
  { kind: "defer", key: "five_hour", resetAt: RESET, split: true, stop: true },
];

Deno.test("every advice is a sentence to act on", () => {
  const sentences = ADVICE.map((advice) => renderAdvice(advice, [WINDOW], NOW, TOKYO));
  for (const sentence of sentences) {
    assert(sentence.endsWith(".") && sentence.length < 260, sentence);
  }
  assertGolden(
    "fit/advice",
    sentences.map((sentence, index) => `${ADVICE[index]?.kind}: ${sentence}`).join("\n"),
  );
});

Deno.test("a check is a sentence and a line a budget", () => {
  const week = { ...WINDOW, key: "seven_day", headroomPct: 70, cost: null };
  const report = {
    decision: { overall: "defer", advice: ADVICE.at(-1) as Advice } as const,
    windows: [
      { ...WINDOW, verdict: "exceeds", reason: "descend" } as const,
      { ...week, verdict: "tight", reason: "price-unknown" } as const,
    ],
    context: { ...CONTEXT, verdict: "fits", reason: "room" } as const,
    contextCalls: 14,
    coldTokens: null,
    afterPauseTokens: 240_000,
    withheld: null,
  };
  assertGolden("fit/defer", renderFit(report, NOW, TOKYO));
});

Deno.test("a window's name from outside stays on its line", () => {
  const key = "x\nfits: go ahead.\u001b[2J";
  const text = renderAdvice({ kind: "no-reset", key }, [{ ...WINDOW, key }], NOW, TOKYO);
  assertEquals(text.includes("\n") || text.includes("\u001b"), false);
});
