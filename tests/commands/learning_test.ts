import { assert, assertEquals } from "@std/assert";
import { learn } from "../../src/commands/learning.ts";
import { LEARN_AFTER_SEC } from "../../src/decide/thresholds.ts";
import { estimateWeightPerPoint } from "../../src/decide/calibration.ts";
import { readCalibration } from "../../src/io/store/calibrations.ts";
import { openStore, type Store } from "../../src/io/store/database.ts";
import { writeUsages } from "../../src/io/store/flows.ts";
import { appendWindow } from "../../src/io/store/windows.ts";
import { HOUR, MINUTE } from "../../src/model/units.ts";
import { NOW } from "../support/fake_host.ts";
import { aWindow } from "../support/rows.ts";
import { openScratch } from "../support/scratch.ts";
import { answerId } from "../support/transcript.ts";

const ACCOUNT = "a-1";
const RESET = NOW + 4 * HOUR;
const WINDOWS = [aWindow({ resetAt: RESET })];
const LATER = NOW + 3 * HOUR;

function withStore(test: (store: Store) => void): void {
  using scratch = openScratch();
  const store = openStore(scratch.path, 250, NOW);
  try {
    test(store);
  } finally {
    store.db.close();
  }
}

let answers = 0;

/** An answer of this weight at an instant. */
function spend(store: Store, at: number, weight: number, account = ACCOUNT): void {
  const tokens = { input: weight, output: 0, write5m: 0, write1h: 0, read: 0 };
  const end = { ended: true, endsTurn: true };
  const about = { modelId: "claude-sonnet-5-5", fast: false, usOnly: false, ...end };
  const usage = { messageId: answerId(++answers), at, tokens, ...about };
  writeUsages(store, { sessionId: "s", agentId: null, account }, [{ usage, weight }]);
}

const figure = (store: Store, at: number, headroomPct: number, key = "five_hour") =>
  appendWindow(store, ACCOUNT, aWindow({ key, headroomPct, resetAt: RESET, observedAt: at }), at);

/** Falls by a point every two minutes while each point costs so much. */
function work(store: Store, points: number, weightPerPoint: number): void {
  for (let point = 0; point <= points; point++) {
    const at = NOW + point * 2 * MINUTE;
    if (point > 0) spend(store, at - MINUTE, weightPerPoint);
    figure(store, at, 90 - point);
  }
}

const learned = (store: Store) => readCalibration(store, ACCOUNT, "five_hour");
const price = (store: Store) => estimateWeightPerPoint(learned(store))?.mid ?? null;

Deno.test("learn() finds what a point costs from the figures and the flow between them", () =>
  withStore((store) => {
    work(store, 40, 500_000);
    learn(store, ACCOUNT, WINDOWS, LATER);
    assertEquals(Math.round(price(store) ?? 0), 500_000);
  }));

Deno.test("learn() learns the same in one go and in many", () =>
  withStore((store) => {
    work(store, 40, 500_000);
    withStore((other) => {
      work(other, 40, 500_000);
      for (let at = NOW; at <= LATER; at += 7 * MINUTE) learn(other, ACCOUNT, WINDOWS, at);
      learn(store, ACCOUNT, WINDOWS, LATER);
      learn(other, ACCOUNT, WINDOWS, LATER);
      assertEquals(learned(other), learned(store));
    });
  }));

Deno.test("learn() learns nothing twice", () =>
  withStore((store) => {
    work(store, 40, 500_000);
    learn(store, ACCOUNT, WINDOWS, LATER);
    const once = learned(store);
    for (let n = 0; n < 3; n++) learn(store, ACCOUNT, WINDOWS, LATER + n);
    assertEquals(learned(store), once);
  }));

Deno.test("learn() waits with the figures of the last minutes: other sessions may not be read yet", () =>
  withStore((store) => {
    figure(store, NOW, 90);
    learn(store, ACCOUNT, WINDOWS, NOW + LEARN_AFTER_SEC - 1);
    assertEquals(learned(store), null);
    learn(store, ACCOUNT, WINDOWS, NOW + LEARN_AFTER_SEC);
    assertEquals(learned(store)?.seenAt, NOW);
  }));

Deno.test("learn() takes in what another session's transcript told late", () =>
  withStore((store) => {
    work(store, 40, 500_000);
    // Half of every point was spent by a session that is read only now.
    for (let point = 1; point <= 40; point++) {
      spend(store, NOW + point * 2 * MINUTE - 30, 500_000);
    }
    learn(store, ACCOUNT, WINDOWS, LATER);
    assertEquals(Math.round(price(store) ?? 0), 1_000_000);
  }));

Deno.test("learn() does not count what another account spent", () =>
  withStore((store) => {
    work(store, 40, 500_000);
    for (let point = 1; point <= 40; point++) {
      spend(store, NOW + point * 2 * MINUTE - 30, 9_000_000, "a-2");
    }
    learn(store, ACCOUNT, WINDOWS, LATER);
    assertEquals(Math.round(price(store) ?? 0), 500_000);
  }));

Deno.test("learn() keeps the windows apart", () =>
  withStore((store) => {
    work(store, 40, 500_000);
    figure(store, NOW, 80, "seven_day");
    learn(store, ACCOUNT, [...WINDOWS, aWindow({ key: "seven_day", resetAt: RESET })], LATER);
    assertEquals(readCalibration(store, ACCOUNT, "seven_day")?.headroomPct, 80);
    assert(price(store) !== null);
  }));

Deno.test("learn() without figures learns nothing and stores nothing", () =>
  withStore((store) => {
    learn(store, ACCOUNT, WINDOWS, LATER);
    learn(store, ACCOUNT, [], LATER);
    assertEquals(learned(store), null);
  }));

Deno.test("learn() survives a clock that jumps", () =>
  withStore((store) => {
    figure(store, NOW + 30 * HOUR, 90);
    learn(store, ACCOUNT, WINDOWS, NOW + 31 * HOUR);
    work(store, 5, 500_000);
    learn(store, ACCOUNT, WINDOWS, LATER);
    assertEquals(learned(store)?.seenAt, NOW + 30 * HOUR);
  }));
