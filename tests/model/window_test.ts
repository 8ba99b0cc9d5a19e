import { assert, assertEquals } from "@std/assert";
import {
  findWindow,
  hasReset,
  isSameWindow,
  windowLabel,
  windowLengthSec,
} from "../../src/model/window.ts";

const INHERITED = ["constructor", "toString", "hasOwnProperty", "valueOf", "isPrototypeOf"];

Deno.test("windowLabel() gives the short names people know", () => {
  assertEquals(["five_hour", "seven_day", "spend_limit"].map(windowLabel), ["5h", "7d", "spend"]);
  assertEquals(windowLabel("seven_day_opus"), "7d opus");
  assertEquals(windowLabel("ten_year"), "ten year");
});

Deno.test("windowLabel() keeps a hostile key short enough for one line", () => {
  assertEquals(windowLabel("x".repeat(128)).length, 24);
});

for (const key of INHERITED) {
  Deno.test(`a window called ${key} is a window like any other`, () => {
    assertEquals(windowLabel(key), key);
    assertEquals(windowLengthSec(key), null);
  });
}

Deno.test("windowLengthSec() knows the fixed lengths and no others", () => {
  assertEquals(windowLengthSec("five_hour"), 5 * 3600);
  assertEquals(windowLengthSec("seven_day"), 7 * 86_400);
  assertEquals(windowLengthSec("spend_limit"), null);
});

Deno.test("isSameWindow() allows two sources to differ by a quarter of an hour", () => {
  const at = 1_795_000_000;
  for (const distance of [0, 600, 899, 900]) {
    assert(isSameWindow(at, at + distance), `${distance}`);
    assert(isSameWindow(at + distance, at), `${distance}`);
  }
  assertEquals(isSameWindow(at, at + 901), false);
  assertEquals(isSameWindow(at + 901, at), false);
});

Deno.test("isSameWindow() lets an unknown reset match anything", () => {
  assert(isSameWindow(null, 1_795_000_000) && isSameWindow(1_795_000_000, null));
});

Deno.test("hasReset() turns true at the very second of the reset", () => {
  const window = { resetAt: 1_795_000_000 };
  const at = [-1, 0, 1].map((shift) => hasReset(window, 1_795_000_000 + shift));
  assertEquals(at, [false, true, true]);
  assertEquals(hasReset({ resetAt: null }, 1_795_000_000), false);
});

Deno.test("findWindow() gives null for a key that is not there", () => {
  const windows = [{ key: "five_hour", headroomPct: 1, resetAt: null }];
  assertEquals(findWindow(windows, "five_hour")?.headroomPct, 1);
  assertEquals(findWindow(windows, "constructor"), null);
});
