import { assertEquals } from "@std/assert";
import { HOOK_BUSY_MS, openStore, type Store } from "../../../src/io/store/database.ts";
import { hasOpenPlan } from "../../../src/io/store/open_plans.ts";
import {
  clearPlan,
  postponePlan,
  queuePlan,
  readAllOpenPlans,
  readOpenPlans,
} from "../../../src/io/store/plans.ts";
import { prune } from "../../../src/io/store/prune.ts";
import { claimPlan, findWallPlan, markPlanTold } from "../../../src/io/store/told_plans.ts";
import type { Plan } from "../../../src/model/plan.ts";
import { DAY, HOUR } from "../../../src/model/units.ts";
import { NOW } from "../../support/fake_host.ts";
import { openScratch } from "../../support/scratch.ts";

const PLAN: Omit<Plan, "id" | "toldAt" | "clearedAt"> = {
  sessionId: "s",
  projectDir: "/home/ann/project",
  account: "a-1",
  cause: "wall",
  summary: "interrupted work: 3 uncommitted files on main",
  queue: ["run the tests", "commit"],
  blockedOn: "five_hour",
  resetAt: NOW + HOUR,
  estTokens: 40_000,
  armed: true,
  createdAt: NOW,
};

const OWN = { sessionId: "s", projectDir: null };

function withStore(test: (store: Store) => void): void {
  using scratch = openScratch();
  test(openStore(scratch.path, HOOK_BUSY_MS, NOW));
}

Deno.test("readOpenPlans() gives back what was queued", () =>
  withStore((store) => {
    const id = queuePlan(store, PLAN);
    assertEquals(readOpenPlans(store, OWN, 10), [{ ...PLAN, id, toldAt: null, clearedAt: null }]);
    const bare = {
      ...PLAN,
      sessionId: "bare",
      projectDir: null,
      account: null,
      queue: [],
      blockedOn: null,
      resetAt: null,
      estTokens: null,
      armed: false,
    };
    const bareId = queuePlan(store, bare);
    const found = readOpenPlans(store, { sessionId: "bare", projectDir: null }, 10);
    assertEquals(found, [{ ...bare, id: bareId, toldAt: null, clearedAt: null }]);
  }));

Deno.test("readOpenPlans() gives those of the session and of its project, newest first", () =>
  withStore((store) => {
    queuePlan(store, { ...PLAN, summary: "own" });
    const elsewhere = { ...PLAN, sessionId: "other", projectDir: "/elsewhere" };
    queuePlan(store, { ...elsewhere, summary: "of another project" });
    queuePlan(store, { ...PLAN, sessionId: "third", summary: "beside", createdAt: NOW + 1 });
    const summaries = (projectDir: string | null, limit = 10) =>
      readOpenPlans(store, { ...OWN, projectDir }, limit).map((plan) => plan.summary);
    assertEquals(summaries("/home/ann/project"), ["beside", "own"]);
    assertEquals(summaries("/home/ann/project", 1), ["beside"]);
    assertEquals(summaries(null), ["own"]);
  }));

Deno.test("a plan of nobody is everybody's: it is found by any session, and replaced by the next", () =>
  withStore((store) => {
    const plan = { ...PLAN, sessionId: null, projectDir: null, cause: "agent" } as const;
    queuePlan(store, plan);
    const id = queuePlan(store, plan);
    queuePlan(store, { ...PLAN, sessionId: "other", projectDir: null });
    for (const projectDir of [null, "/elsewhere"]) {
      const listener = { sessionId: "s", projectDir };
      assertEquals(hasOpenPlan(store, listener), true);
      const expected = [{ ...plan, id, toldAt: null, clearedAt: null }];
      assertEquals(readOpenPlans(store, listener, 10), expected);
    }
    queuePlan(store, { ...PLAN, cause: "agent" });
    assertEquals(readOpenPlans(store, OWN, 10).length, 2);
    clearPlan(store, id, NOW);
    assertEquals(hasOpenPlan(store, { sessionId: "x", projectDir: "/elsewhere" }), false);
  }));

Deno.test("queuePlan() replaces the session's plan of the same cause, and no other", () =>
  withStore((store) => {
    queuePlan(store, { ...PLAN, summary: "by the agent", cause: "agent" });
    queuePlan(store, { ...PLAN, sessionId: "other", summary: "beside" });
    queuePlan(store, { ...PLAN, summary: "first" });
    queuePlan(store, { ...PLAN, summary: "second", createdAt: NOW + 60 });
    const open = readOpenPlans(store, { ...OWN, projectDir: PLAN.projectDir }, 10);
    assertEquals(open.map((plan) => plan.summary), ["second", "beside", "by the agent"]);
    const cleared = store.db.prepare("SELECT summary, cleared_at FROM plan WHERE cleared_at > 0");
    assertEquals(cleared.all().map((row) => [row.summary, row.cleared_at]), [["first", NOW + 60]]);
  }));

Deno.test("queuePlan() keeps an agent's plans side by side, and replaces one of the same words", () =>
  withStore((store) => {
    const agents = { ...PLAN, cause: "agent" } as const;
    for (const summary of ["A", "B", "A"]) queuePlan(store, { ...agents, summary });
    queuePlan(store, { ...agents, sessionId: "other", projectDir: null, summary: "B" });
    const open = readOpenPlans(store, OWN, 10).map(({ id, summary }) => [id, summary]);
    assertEquals(open, [[3, "A"], [2, "B"]]);
  }));

Deno.test("findWallPlan() finds the plan of that wall, and a plan keeps when it was first told", () =>
  withStore((store) => {
    queuePlan(store, { ...PLAN, cause: "agent" });
    const id = queuePlan(store, PLAN);
    assertEquals(findWallPlan(store, { sessionId: "s", at: NOW - 1 }), null);
    assertEquals(findWallPlan(store, { sessionId: "s", at: NOW }), id);
    markPlanTold(store, id, NOW + HOUR);
    markPlanTold(store, id, NOW + 2 * HOUR);
    const told = readOpenPlans(store, OWN, 10).map((plan) => [plan.cause, plan.toldAt]);
    assertEquals(told, [["wall", NOW + HOUR], ["agent", null]]);
    clearPlan(store, id, NOW);
    assertEquals(findWallPlan(store, { sessionId: "s", at: NOW }), null);
  }));

Deno.test("claimPlan() is true once for each session", () =>
  withStore((store) => {
    const claims = ["s", "s", "other"].map((session) => claimPlan(store, session, 7, NOW));
    assertEquals(claims, [true, false, true]);
    assertEquals(claimPlan(store, "s", 8, NOW), true);
  }));

Deno.test("clearPlan() ends one plan, once", () =>
  withStore((store) => {
    const id = queuePlan(store, PLAN);
    const kept = queuePlan(store, { ...PLAN, cause: "agent" });
    assertEquals([1, 2, 3].map(() => clearPlan(store, id, NOW)), [true, false, false]);
    assertEquals(clearPlan(store, 999, NOW), false);
    assertEquals(readOpenPlans(store, OWN, 10).map((plan) => plan.id), [kept]);
  }));

Deno.test("postponePlan() lets a plan wait for something else", () =>
  withStore((store) => {
    const id = queuePlan(store, PLAN);
    postponePlan(store, id, { key: "seven_day", resetAt: NOW + DAY });
    const [plan] = readOpenPlans(store, OWN, 10);
    assertEquals([plan?.blockedOn, plan?.resetAt], ["seven_day", NOW + DAY]);
  }));

Deno.test("hasOpenPlan() looks at the session and its project, readAllOpenPlans() at all", () =>
  withStore((store) => {
    const has = (sessionId: string, projectDir: string | null) =>
      hasOpenPlan(store, { sessionId, projectDir });
    assertEquals(has("s", PLAN.projectDir), false);
    const id = queuePlan(store, PLAN);
    queuePlan(store, { ...PLAN, sessionId: "lost", projectDir: null });
    assertEquals([has("s", null), has("other", PLAN.projectDir)], [true, true]);
    assertEquals([has("other", "/elsewhere"), has("other", null)], [false, false]);
    assertEquals(readAllOpenPlans(store, 10).map((plan) => plan.sessionId), ["lost", "s"]);
    clearPlan(store, id, NOW);
    assertEquals(has("other", PLAN.projectDir), false);
    assertEquals(readAllOpenPlans(store, 1).map((plan) => plan.sessionId), ["lost"]);
  }));

Deno.test("plans leave with the entries of their age, unless they still wait for their window", () =>
  withStore((store) => {
    const old = { ...PLAN, createdAt: NOW - 31 * DAY };
    queuePlan(store, { ...old, sessionId: "past", resetAt: NOW - 30.5 * DAY });
    queuePlan(store, { ...old, sessionId: "no reset", resetAt: null });
    queuePlan(store, { ...old, sessionId: "monthly", resetAt: NOW + HOUR });
    queuePlan(store, { ...PLAN, sessionId: "young", createdAt: NOW - 29 * DAY });
    const retention = {
      samplesBefore: 0,
      entriesBefore: NOW - 30 * DAY,
      entryRows: 1_000,
      accountsBefore: 0,
    };
    prune(store, retention);
    const left = readOpenPlans(store, { ...OWN, projectDir: PLAN.projectDir }, 10);
    assertEquals(left.map((plan) => plan.sessionId), ["young", "monthly"]);
  }));

Deno.test("plans are queued, found, told and pruned without walking through the table", () =>
  withStore((store) => {
    const seen: string[] = [];
    const prepare = store.db.prepare.bind(store.db);
    Object.defineProperty(store.db, "prepare", {
      value: (sql: string) => {
        seen.push(sql);
        return prepare(sql);
      },
    });
    queuePlan(store, PLAN);
    readOpenPlans(store, OWN, 10);
    hasOpenPlan(store, OWN);
    findWallPlan(store, { sessionId: "s", at: NOW });
    markPlanTold(store, 1, NOW);
    postponePlan(store, 1, { key: "five_hour", resetAt: NOW });
    clearPlan(store, 1, NOW);
    prune(store, { samplesBefore: 0, entriesBefore: 0, entryRows: 1, accountsBefore: 0 });
    const asked = seen.filter((sql) => /\bplan\b/.test(sql));
    assertEquals(asked.length, 9);
    const steps = asked.flatMap((sql) => prepare(`EXPLAIN QUERY PLAN ${sql}`).all());
    const scans = steps.map((row) => String(row.detail)).filter((step) => /^SCAN/.test(step));
    assertEquals(scans, []);
  }));
