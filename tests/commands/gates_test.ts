import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readEntries } from "../../src/io/store/entries.ts";
import { readFaults } from "../../src/io/faults.ts";
import { MINUTE } from "../../src/model/units.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { assertGolden } from "../support/golden.ts";
import { configure, type Conversation, converse, RESET } from "./support/conversation.ts";

const GATED = { launch_gate: true };
const GUARDED = { compact_guard_min: 10 };

const launch = (session: Conversation, tool = "Agent") =>
  session.hook("pre-tool-use", "PreToolUse-Agent", { tool_name: tool });
const compact = (session: Conversation, trigger: unknown = "auto") =>
  session.hook("pre-compact", "PreCompact-auto", { trigger });
const journal = (host: FakeHost, kind: "launch-denied" | "compaction-held") =>
  readEntries(openStore(host.state, HOOK_BUSY_MS, NOW), kind, 10).map(({ detail }) => detail);

function denial(out: string): string | null {
  if (out === "") return null;
  const { hookSpecificOutput, ...others } = JSON.parse(out);
  assertEquals(others, {});
  const { permissionDecisionReason, ...decision } = hookSpecificOutput;
  assertEquals(decision, { hookEventName: "PreToolUse", permissionDecision: "deny" });
  return permissionDecisionReason;
}

Deno.test("the launch gate is off until a person asks for it", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(1);
    assertEquals(await launch(session), "");
    configure(host, GATED);
    assert(denial(await launch(session)) !== null);
  }));

Deno.test("the gate denies a launch at five percent with the reason and the way on", () =>
  withFakeHost({}, async (host) => {
    configure(host, GATED);
    const session = converse(host);
    await session.left(5.1);
    assertEquals(await launch(session), "");
    await session.left(5);
    for (const tool of ["Agent", "Task", "Workflow"]) {
      const reason = denial(await launch(session, tool)) ?? "";
      assertGolden(`gates/${tool.toLowerCase()}-denied`, reason);
    }
    assertEquals(journal(host, "launch-denied")[0], {
      tool: "Workflow",
      window: "five_hour",
      headroomPct: 5,
    });
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("the gate closes on a scarce week too", () =>
  withFakeHost({}, async (host) => {
    configure(host, GATED);
    const session = converse(host);
    await session.left(60, { weekUsedPct: 96 });
    assert(denial(await launch(session))?.includes("4% of the 7d window left until Sat 00:12"));
  }));

Deno.test("the gate leaves every other tool alone", () =>
  withFakeHost({}, async (host) => {
    configure(host, GATED);
    const session = converse(host);
    await session.left(1);
    for (const tool of ["Bash", "Read", "mcp__x__Task", "TaskStop", ""]) {
      assertEquals(await launch(session, tool), "");
    }
    for (const name of ["PreToolUse-Bash", "PreToolUse-mcp", "PreToolUse-in-subagent"]) {
      assertEquals(await session.hook("pre-tool-use", name), "");
    }
  }));

Deno.test("the gate is open where the window refills within a quarter hour", () =>
  withFakeHost({ now: RESET - 16 * MINUTE }, async (host) => {
    configure(host, GATED);
    const session = converse(host);
    await session.left(4);
    assert(denial(await launch(session)) !== null);
    session.wait(MINUTE);
    assertEquals(await launch(session), "");
  }));

Deno.test("the gate is open on figures that are unknown, old or over", () =>
  withFakeHost({ now: RESET - 40 * MINUTE }, async (host) => {
    configure(host, GATED);
    const session = converse(host);
    assertEquals(await launch(session), "");
    await session.left(1);
    assert(denial(await launch(session)) !== null);
    session.wait(31 * MINUTE);
    assertEquals(await launch(session), "", "old");
    await session.left(1);
    session.wait(10 * MINUTE);
    assertEquals(await launch(session), "", "over");
  }));

Deno.test("the gate is open on any fault, which leaves a trace", () =>
  withFakeHost({}, async (host) => {
    configure(host, GATED);
    const session = converse(host);
    await session.left(1);
    const { db } = openStore(host.state, HOOK_BUSY_MS, NOW);
    db.exec(`CREATE TRIGGER full BEFORE INSERT ON event
      BEGIN SELECT raise(ABORT, 'no space left'); END`);
    assertEquals(await launch(session), "");
    assertEquals(readFaults(host.state).map(({ verb }) => verb), ["hook pre-tool-use"]);
  }));

Deno.test("the gate is open where its setting is no setting", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(1);
    for (const config of [{ launch_gate: "yes" }, { launch_gate: 1 }, "{", "[]"]) {
      configure(host, config);
      assertEquals(await launch(session), "");
    }
  }));

Deno.test("the gate is open to a session that is silenced", () =>
  withFakeHost({}, async (host) => {
    configure(host, { ...GATED, ...GUARDED });
    const session = converse(host);
    await session.left(1, { resetsAt: NOW + MINUTE });
    host.setEnv({ TOKENROOM_DISABLE: "1" });
    assertEquals([await launch(session), await compact(session)], ["", ""]);
  }));

Deno.test("the compact guard is off until a person asks for it", () =>
  withFakeHost({ now: RESET - MINUTE }, async (host) => {
    const session = converse(host);
    await session.left(60);
    assertEquals(await compact(session), "");
    configure(host, GUARDED);
    assert(await compact(session) !== "");
  }));

Deno.test("the guard holds an automatic compaction within its minutes, and says why", () =>
  withFakeHost({ now: RESET - 10 * MINUTE - 1 }, async (host) => {
    configure(host, GUARDED);
    const session = converse(host);
    await session.left(60);
    assertEquals(await compact(session), "");
    session.wait(1);
    const { decision, reason, ...others } = JSON.parse(await compact(session));
    assertEquals([decision, others], ["block", {}]);
    assertGolden("gates/compaction-held", reason);
    assertEquals(journal(host, "compaction-held"), [{ window: "five_hour", resetAt: RESET }]);
    session.wait(10 * MINUTE);
    assertEquals(await compact(session), "", "the window has refilled");
  }));

Deno.test("the HUD says until when a compaction is held, while it is due and held", () =>
  withFakeHost({ now: RESET - 10 * MINUTE }, async (host) => {
    configure(host, GUARDED);
    const session = converse(host);
    const full = { contextTokens: 960_000 };
    assertStringIncludes(await session.left(60, full), "⚠compact soon");
    await compact(session);
    assertStringIncludes(await session.left(60, full), "· compaction held until 05:02");
    assert(!(await session.left(60)).includes("held"), "there is room again");
    session.wait(10 * MINUTE);
    assert(!(await session.left(60, full)).includes("held"), "the window has refilled");
  }));

Deno.test("the guard never holds a compaction that a person asks for", () =>
  withFakeHost({ now: RESET - MINUTE }, async (host) => {
    configure(host, GUARDED);
    const session = converse(host);
    await session.left(60);
    for (const trigger of ["manual", null, 5, "tomorrow"]) {
      assertEquals(await compact(session, trigger), "");
    }
    assertEquals(await session.hook("pre-compact", "PreCompact-manual"), "");
  }));

Deno.test("the guard lets go on unknown and old figures, bad settings and any fault", () =>
  withFakeHost({ now: RESET - 35 * MINUTE }, async (host) => {
    configure(host, GUARDED);
    const session = converse(host);
    assertEquals(await compact(session), "");
    await session.left(60);
    session.wait(31 * MINUTE);
    assertEquals(await compact(session), "", "old");
    await session.left(60);
    for (const minutes of [0, -5, 301, "10", null]) {
      configure(host, { compact_guard_min: minutes });
      assertEquals(await compact(session), "", String(minutes));
    }
    configure(host, GUARDED);
    const { db } = openStore(host.state, HOOK_BUSY_MS, NOW);
    db.exec("DROP TABLE event");
    assertEquals(await compact(session), "");
    assertEquals(readFaults(host.state).map(({ verb }) => verb), ["hook pre-compact"]);
  }));
