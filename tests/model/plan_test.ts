import { assertEquals } from "@std/assert";
import { isReady, type Plan } from "../../src/model/plan.ts";

const RESET = 1_782_864_720;

const PLAN: Plan = {
  sessionId: "s",
  projectDir: null,
  account: null,
  cause: "wall",
  summary: "interrupted work",
  queue: [],
  blockedOn: "five_hour",
  resetAt: RESET,
  estTokens: null,
  armed: false,
  createdAt: RESET - 60,
  toldAt: null,
  clearedAt: null,
};

Deno.test("isReady() is true from the instant of the reset on", () => {
  assertEquals([RESET - 1, RESET, RESET + 1].map((now) => isReady(PLAN, now)), [false, true, true]);
});

Deno.test("isReady() is false for a plan that was cleared, and where no reset is known", () => {
  assertEquals(isReady({ ...PLAN, clearedAt: RESET }, RESET + 1), false);
  assertEquals(isReady({ ...PLAN, resetAt: null }, RESET + 1), false);
});
