import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeOriginalPins, decodeOriginalPlan } from "../../src/model/original_notes.ts";
import { PLAN_STEP_CHARS, PLAN_STEPS, PLAN_SUMMARY_CHARS } from "../../src/model/plan.ts";
import { DAY, HOUR } from "../../src/model/units.ts";
import { NOW } from "../support/fake_host.ts";
import { holds, hostileRecord, hostileValue } from "../support/property.ts";

const TOKYO = { name: "Asia/Tokyo", offsetMin: () => 540 };

const pinsOf = (value: unknown) => decodeOriginalPins(JSON.stringify(value), TOKYO);
const planOf = (value: unknown) => decodeOriginalPlan(JSON.stringify(value), NOW);

Deno.test("decodeOriginalPins() reads lists of texts and of objects, bare or under pins", () => {
  const items = ["a", { text: "b" }, { fact: " c " }, { pin: "d" }, { note: "e", id: 7 }];
  const pins = ["a", "b", "c", "d", "e"].map((text) => ({ text, expiresAt: null }));
  assertEquals(pinsOf(items), { pins, left: 0 });
  assertEquals(pinsOf({ version: 1, pins: items }), { pins, left: 0 });
  assertEquals(pinsOf([]), { pins: [], left: 0 });
});

const ENDS: readonly (readonly [unknown, number])[] = [
  [NOW, NOW],
  [NOW * 1000, NOW],
  [NOW + 0.5, NOW],
  [String(NOW), NOW],
  ["2026-07-01T00:12:00Z", NOW],
  ["2026-07-01T00:12:00.123Z", NOW],
  ["2026-07-01T02:12:00+02:00", NOW],
  ["2026-06-30T18:42-0530", NOW],
  ["2026-07-01 09:12:00", NOW],
  ["2026-07-01", NOW + 14 * HOUR + 48 * 60],
];

for (const [end, expiresAt] of ENDS) {
  Deno.test(`a pin of the original ends at ${JSON.stringify(end)}`, () => {
    for (const key of ["expires_at", "expires", "until"]) {
      assertEquals(pinsOf([{ text: "a", [key]: end }])?.pins, [{ text: "a", expiresAt }]);
    }
  });
}

Deno.test("decodeOriginalPins() counts what it does not understand", () => {
  const strange = [7, null, "", " \u200b", {}, { text: 7 }, [["a"]]];
  const endless = ["soon", 0, true, {}, "2026-13-01", "12h"].map((until) => ({ text: "a", until }));
  assertEquals(pinsOf([...strange, "kept", ...endless]), {
    pins: [{ text: "kept", expiresAt: null }],
    left: strange.length + endless.length,
  });
  assertEquals(pinsOf([{ text: "a", expires_at: null, until: NOW }])?.pins[0]?.expiresAt, NOW);
  for (const value of [null, "a", 7, {}, { pins: "a" }, { pins: {} }]) {
    assertEquals(pinsOf(value), null);
  }
  assertEquals(decodeOriginalPins("[", TOKYO), null);
});

const PLAN = {
  summary: "port it",
  est_tokens: 40_000,
  queue: [{ task: "read", est_tokens: 7 }, "write"],
  blocked_on: "five_hour",
  windows: { five_hour: { used_percentage: 98 } },
  armed: true,
  created_at: NOW - HOUR + 0.25,
  resume_at: NOW + HOUR,
};
const DECODED = {
  summary: "port it",
  queue: ["read", "write"],
  blockedOn: "five_hour",
  resetAt: NOW + HOUR,
  estTokens: 40_000,
  createdAt: NOW - HOUR,
};

/** The plan that a change of its file gives. */
function changed(given: Record<string, unknown>) {
  const file = planOf({ ...PLAN, ...given });
  return file.kind === "plan" ? file.plan : file.kind;
}

Deno.test("decodeOriginalPlan() reads a plan with steps of both forms", () => {
  assertEquals(planOf(PLAN), { kind: "plan", plan: DECODED, left: 0 });
});

Deno.test("decodeOriginalPlan() takes the length of the window where no reset is told", () => {
  for (const resume_at of [null, undefined, "soon", NOW + 30 * DAY]) {
    assertEquals(changed({ resume_at }), { ...DECODED, resetAt: NOW + 4 * HOUR });
  }
  const bare = { ...DECODED, blockedOn: null };
  assertEquals(changed({ blocked_on: "constructor" }), bare);
  assertEquals(changed({ blocked_on: null, resume_at: null }), { ...bare, resetAt: null });
});

Deno.test("a plan of the original is over a day after it could start", () => {
  const at = (created_at: number, resume_at: number | null) => changed({ created_at, resume_at });
  assertEquals(at(NOW - DAY - 1, null), "over");
  assertEquals(at(NOW - 2 * DAY, NOW - DAY - 1), "over");
  assert(typeof at(NOW - DAY, null) === "object");
  assert(typeof at(NOW - 6 * DAY, NOW - DAY) === "object");
  // A clock that was set back since.
  assertEquals(at(NOW + HOUR, null), { ...DECODED, createdAt: NOW, resetAt: NOW + 5 * HOUR });
});

Deno.test("decodeOriginalPlan() needs to know what is to be done, and since when", () => {
  for (const summary of ["", null, 7]) {
    assertEquals(changed({ summary }), { ...DECODED, summary: "read" });
    assertEquals(changed({ summary, queue: [] }), "unreadable");
  }
  assertEquals(changed({ created_at: null }), "unreadable");
  for (const text of ["", "[]", "null", "{"]) {
    assertEquals(decodeOriginalPlan(text, NOW), { kind: "unreadable" });
  }
});

Deno.test("decodeOriginalPlan() cuts long texts and counts the steps that are left out", () => {
  const queue = [...Array.from({ length: 22 }, () => "x".repeat(400)), 7, { task: "" }];
  const file = planOf({ ...PLAN, summary: "y".repeat(501), queue, est_tokens: 1e11 });
  assert(file.kind === "plan");
  assertEquals(file.left, 4);
  assertEquals(file.plan.queue.length, PLAN_STEPS);
  assertEquals(file.plan.summary, `${"y".repeat(PLAN_SUMMARY_CHARS - 1)}…`);
  assertEquals(file.plan.queue[0]?.length, PLAN_STEP_CHARS);
  assertEquals(file.plan.estTokens, null);
});

Deno.test("the original's files are read whatever they hold, and what comes of them is in bounds", () =>
  holds(
    fc.property(
      hostileRecord(Object.keys(PLAN), fc.oneof(hostileValue(), fc.constant(PLAN.queue))),
      fc.array(fc.oneof(hostileValue(), hostileRecord(["text", "fact", "until", "expires_at"]))),
      fc.string({ unit: "binary" }),
      (plan, pins, text) => {
        decodeOriginalPlan(text, NOW);
        decodeOriginalPins(text, TOKYO);
        const found = pinsOf(pins);
        assertEquals((found?.pins.length ?? 0) + (found?.left ?? 0), pins.length);
        const file = planOf(plan);
        if (file.kind !== "plan") return;
        assert(file.plan.summary !== "" && file.plan.createdAt <= NOW && file.left >= 0);
        assert((file.plan.resetAt ?? 0) <= NOW + 7 * DAY + HOUR);
      },
    ),
  ));
