import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { temperOf } from "../../src/decide/modes.ts";
import {
  decideAgentReceipt,
  decideReceipt,
  fellBy,
  type Quoted,
  type Spending,
} from "../../src/decide/receipt.ts";
import { lookAt } from "../../src/decide/stamp.ts";
import type { Mode } from "../../src/model/config.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import type { Look } from "../../src/model/watermark.ts";
import { holds } from "../support/property.ts";
import { aWindow, NOW } from "../support/situations.ts";

const RESET = NOW + 2 * HOUR;
const ONDEMAND = temperOf("ondemand");

const look = (given: Partial<Look> = {}): Look => ({
  at: NOW - MINUTE,
  account: "a-1",
  key: "five_hour",
  headroomPct: 60,
  resetAt: RESET,
  ...given,
});

const quoted = (given: Partial<Quoted["quote"]> = {}, account = "a-1"): Quoted => ({
  account,
  quote: {
    kind: "left",
    key: "five_hour",
    headroomPct: 55,
    resetAt: RESET,
    ageSec: null,
    ...given,
  },
});

const spent = (given: Partial<Spending> = {}): Spending => ({
  before: look(),
  after: quoted(),
  ownWeight: 1_650_000,
  ownUsd: 3.3,
  othersWeight: 0,
  perPoint: null,
  ...given,
});

Deno.test("decideReceipt() bills the step of the window, the price and what is left", () => {
  assertEquals(decideReceipt(spent(), ONDEMAND), {
    points: 5,
    key: "five_hour",
    usd: 3.3,
    headroomPct: 55,
  });
});

const FLOORS: readonly (readonly [Mode, points: number, usd: number, billed: boolean])[] = [
  ["ondemand", 1.9, 0.99, false],
  ["ondemand", 2, 0.99, true],
  ["ondemand", 1.9, 1, true],
  ["powersave", 0.9, 0.49, false],
  ["powersave", 1, 0.49, true],
  ["powersave", 0.9, 0.5, true],
  ["performance", 4.9, 2.99, false],
  ["performance", 5, 2.99, true],
  ["performance", 4.9, 3, true],
];

for (const [mode, points, ownUsd, billed] of FLOORS) {
  Deno.test(`decideReceipt() is ${billed ? "given" : "silent"} in ${mode} at ${points} points and $${ownUsd}`, () => {
    const spending = spent({ after: quoted({ headroomPct: 60 - points }), ownUsd });
    assertEquals(decideReceipt(spending, temperOf(mode)) !== null, billed);
  });
}

const PRICE_ONLY: readonly (readonly [string, Partial<Spending>])[] = [
  ["there was no look before", { before: null }],
  ["the look before knew no window", {
    before: look({ account: null, key: null, headroomPct: null, resetAt: null }),
  }],
  ["the window was reset in between", { after: quoted({ resetAt: RESET + 5 * HOUR }) }],
  ["no reset was known before", { before: look({ resetAt: null }) }],
  ["no reset is known now", { after: quoted({ resetAt: null }) }],
  ["nothing may be quoted now", { after: null }],
  ["another window is the main one now", { after: quoted({ key: "seven_day" }) }],
  ["the session uses another account now", { after: quoted({}, "a-2") }],
  ["the window did not fall", { after: quoted({ headroomPct: 60 }) }],
  ["the window rose", { after: quoted({ headroomPct: 80 }) }],
  ["the session itself spent nothing that was seen", { ownWeight: 0 }],
];

for (const [when, given] of PRICE_ONLY) {
  Deno.test(`decideReceipt() bills the price but no points where ${when}`, () => {
    const receipt = decideReceipt(spent(given), ONDEMAND);
    assertEquals([receipt?.points, receipt?.usd], [null, 3.3]);
    assertEquals(decideReceipt(spent({ ...given, ownUsd: 0.2 }), ONDEMAND), null);
  });
}

Deno.test("decideReceipt() bills two points that binary arithmetic makes a little less", () => {
  const before = look({ headroomPct: 57.3 });
  const after = quoted({ headroomPct: 55.3 });
  assertEquals(decideReceipt(spent({ before, after, ownUsd: 0.5 }), ONDEMAND)?.points, 2);
});

Deno.test("decideReceipt() takes a reset that moved by minutes for the same window", () => {
  const after = quoted({ resetAt: RESET + 10 * MINUTE });
  assertEquals(decideReceipt(spent({ after }), ONDEMAND)?.points, 5);
});

Deno.test("decideReceipt() bills a session its share of the step", () => {
  const receipt = decideReceipt(spent({ othersWeight: 1_650_000 }), ONDEMAND);
  assertEquals(receipt?.points, 2.5);
});

Deno.test("decideReceipt() bills no more than the learned price allows", () => {
  const perPoint = { low: 825_000, mid: 900_000, high: 980_000 };
  assertEquals(decideReceipt(spent({ perPoint }), ONDEMAND)?.points, 2);
});

Deno.test("decideReceipt() bills no step that so few dollars cannot have caused", () => {
  const receipt = (ownUsd: number) => decideReceipt(spent({ ownWeight: 1, ownUsd }), ONDEMAND);
  assertEquals(receipt(0.01), null);
  assertEquals(receipt(0.1)?.points, 2);
});

Deno.test("decideReceipt() does not say what is left where the figure is older", () => {
  assertEquals(
    decideReceipt(spent({ after: quoted({ ageSec: 121 }) }), ONDEMAND)?.headroomPct,
    null,
  );
});

Deno.test("decideAgentReceipt() prices a subagent from what it spent", () => {
  const perPoint = { low: 300_000, mid: 330_000, high: 360_000 };
  const bill = { weight: 1_650_000, usd: 3.3 };
  assertEquals(decideAgentReceipt(bill, quoted(), perPoint, ONDEMAND), {
    points: 5,
    key: "five_hour",
    usd: 3.3,
    headroomPct: 55,
  });
  assertEquals(decideAgentReceipt(bill, quoted(), null, ONDEMAND)?.points, null);
  assertEquals(decideAgentReceipt(bill, null, perPoint, ONDEMAND), {
    points: null,
    key: null,
    usd: 3.3,
    headroomPct: null,
  });
});

Deno.test("decideAgentReceipt() is silent under the floors", () => {
  const perPoint = { low: 300_000, mid: 330_000, high: 360_000 };
  const bill = (usd: number) =>
    decideAgentReceipt({ weight: usd * 500_000, usd }, quoted(), perPoint, temperOf("performance"));
  assertEquals(bill(2.99), null);
  assertEquals(bill(3)?.usd, 3);
});

const lookArbitrary = fc.option(
  fc.record({
    at: fc.integer({ min: NOW - DAY, max: NOW + DAY }),
    account: fc.option(fc.constantFrom("a-1", "a-2")),
    key: fc.option(fc.constantFrom("five_hour", "seven_day")),
    headroomPct: fc.option(fc.nat(1000).map((tenths) => tenths / 10)),
    resetAt: fc.option(fc.constantFrom(RESET, RESET + MINUTE, RESET + 5 * HOUR)),
  }),
);
const quotedArbitrary = fc.option(
  fc.record({
    account: fc.constantFrom("a-1", "a-2"),
    quote: fc.record({
      kind: fc.constant("left" as const),
      key: fc.constantFrom("five_hour", "seven_day"),
      headroomPct: fc.nat(1000).map((tenths) => tenths / 10),
      resetAt: fc.option(fc.constantFrom(RESET, RESET + MINUTE, RESET + 5 * HOUR)),
      ageSec: fc.option(fc.nat(3600)),
    }),
  }),
);
const weight = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e9, noNaN: true }));

Deno.test("a receipt is never negative, never more than the step, never across accounts or resets", () => {
  const spending = fc.record({
    before: lookArbitrary,
    after: quotedArbitrary,
    ownWeight: weight,
    ownUsd: fc.double({ min: 0, max: 2000, noNaN: true }),
    othersWeight: weight,
    perPoint: fc.option(fc.constant({ low: 1000, mid: 1200, high: 1400 })),
  });
  holds(
    fc.property(spending, fc.constantFrom<Mode>("ondemand", "powersave", "performance"), (
      it,
      mode,
    ) => {
      const receipt = decideReceipt(it, temperOf(mode));
      const points = receipt?.points ?? null;
      assert(receipt === null || receipt.usd >= 0);
      if (points === null) return;
      const step = fellBy(it.before, it.after);
      assert(points >= 0 && points <= step + 1e-9, `${points} of ${step}`);
      assertEquals(it.before?.account, it.after?.account);
      assert(Math.abs((it.before?.resetAt ?? 0) - (it.after?.quote.resetAt ?? 0)) <= 15 * MINUTE);
      assert(it.ownWeight > 0, "who spent nothing is billed nothing");
    }),
    2000,
  );
});

Deno.test("lookAt() is no look where the figure is unknown, older than two minutes, or over", () => {
  const at = (window: Parameters<typeof aWindow>[0]) => lookAt(aWindow(window), "a-1", NOW).key;
  assertEquals(at({ observedAt: NOW - 120 }), "five_hour");
  assertEquals(at({ observedAt: NOW - 121 }), null);
  assertEquals(at({ resetAt: NOW }), null);
  assertEquals(lookAt(null, "a-1", NOW).key, null);
  assertEquals(lookAt(aWindow(), null, NOW).headroomPct, null);
});
