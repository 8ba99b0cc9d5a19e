import { assertEquals } from "@std/assert";
import { HOOK_BUSY_MS, openStore, type Store } from "../../../src/io/store/database.ts";
import { markWallPlanTold, queuePlan, readOpenPlans } from "../../../src/io/store/plans.ts";
import { prune } from "../../../src/io/store/prune.ts";
import type { Plan } from "../../../src/model/plan.ts";
import { DAY, HOUR } from "../../../src/model/units.ts";
import { NOW } from "../../support/fake_host.ts";
import { openScratch } from "../../support/scratch.ts";

const PLAN: Omit<Plan, "toldAt" | "clearedAt"> = {
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
    queuePlan(store, PLAN);
    assertEquals(readOpenPlans(store, OWN, 10), [{ ...PLAN, toldAt: null, clearedAt: null }]);
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
    queuePlan(store, bare);
    const found = readOpenPlans(store, { sessionId: "bare", projectDir: null }, 10);
    assertEquals(found, [{ ...bare, toldAt: null, clearedAt: null }]);
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

Deno.test("markWallPlanTold() marks the plan of that wall, the first time only", () =>
  withStore((store) => {
    queuePlan(store, { ...PLAN, cause: "agent" });
    queuePlan(store, PLAN);
    const told = () => readOpenPlans(store, OWN, 10).map((plan) => [plan.cause, plan.toldAt]);
    markWallPlanTold(store, { sessionId: "s", at: NOW - 1 }, NOW + HOUR);
    assertEquals(told(), [["wall", null], ["agent", null]]);
    markWallPlanTold(store, { sessionId: "s", at: NOW }, NOW + HOUR);
    markWallPlanTold(store, { sessionId: "s", at: NOW }, NOW + 2 * HOUR);
    assertEquals(told(), [["wall", NOW + HOUR], ["agent", null]]);
  }));

Deno.test("plans leave with the entries of their age, unless they still wait for their window", () =>
  withStore((store) => {
    const old = { ...PLAN, createdAt: NOW - 31 * DAY };
    queuePlan(store, { ...old, sessionId: "past", resetAt: NOW - 30.5 * DAY });
    queuePlan(store, { ...old, sessionId: "no reset", resetAt: null });
    queuePlan(store, { ...old, sessionId: "monthly", resetAt: NOW + HOUR });
    queuePlan(store, { ...PLAN, sessionId: "young", createdAt: NOW - 29 * DAY });
    const retention = { samplesBefore: 0, entriesBefore: NOW - 30 * DAY, entryRows: 1_000 };
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
    markWallPlanTold(store, { sessionId: "s", at: NOW }, NOW);
    prune(store, { samplesBefore: 0, entriesBefore: 0, entryRows: 1 });
    const asked = seen.filter((sql) => /\bplan\b/.test(sql));
    assertEquals(asked.length, 5);
    const steps = asked.flatMap((sql) => prepare(`EXPLAIN QUERY PLAN ${sql}`).all());
    const scans = steps.map((row) => String(row.detail)).filter((step) => /^SCAN/.test(step));
    assertEquals(scans, []);
  }));
