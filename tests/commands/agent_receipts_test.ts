import { assertEquals } from "@std/assert";
import { TRANSCRIPT_LATE_SEC } from "../../src/decide/thresholds.ts";
import { readFaults } from "../../src/io/faults.ts";
import { MINUTE } from "../../src/model/units.ts";
import { withFakeHost } from "../support/fake_host.ts";
import { answerId, type AnswerOptions } from "../support/transcript.ts";
import { converse, receiptsIn } from "./support/conversation.ts";

Deno.test("a subagent's cost is told once, at the main agent's next batch, from its own transcript", () =>
  withFakeHost({}, async (host) => {
    const { begin, batch, spend, agentEnds, wait } = converse(host);
    await begin();
    wait(MINUTE);
    spend(1.25, "a1");
    spend(2, "a1");
    assertEquals(receiptsIn(await batch()), [], "it still runs");
    await agentEnds("a1", "Explore");
    assertEquals(await batch(), "[tokenroom] receipt: subagent Explore cost $3.25 — 60% left");
    assertEquals(await batch(), null);
    await agentEnds("a1", "Explore");
    assertEquals(await batch(), null, "it ended again without having done anything");
  }));

Deno.test("a subagent that goes on is billed what it spent since", () =>
  withFakeHost({}, async (host) => {
    const { begin, batch, spend, agentEnds, wait } = converse(host);
    await begin();
    wait(MINUTE);
    spend(3, "a1");
    await agentEnds("a1");
    await batch();
    wait(MINUTE);
    spend(1.5, "a1");
    await agentEnds("a1");
    assertEquals(receiptsIn(await batch()), [
      "receipt: subagent general-purpose cost $1.50 — 60% left",
    ]);
  }));

Deno.test("the call of the main agent is not billed for its subagents, nor the other way round", () =>
  withFakeHost({}, async (host) => {
    const { begin, left, batch, spend, agentEnds, wait } = converse(host);
    await begin();
    wait(MINUTE);
    spend(1, undefined);
    spend(9, "a1");
    await agentEnds("a1", "my plugin:deep reviewer");
    await left(50);
    assertEquals(receiptsIn(await batch(["Agent"])), [
      "receipt: subagent my plugin:deep reviewer cost $9.00 — 50% left",
      "receipt: that Agent cost ≈1% of the 5h window (+$1.00) — 50% left",
    ]);
  }));

const LATE_ANSWERS: readonly (readonly [string, before: Partial<AnswerOptions>, late: string])[] = [
  ["its last answer comes after a call", { stopReason: "tool_use" }, answerId(1_000_000)],
  ["its last answer has grown", { id: answerId(2_000_000), stopReason: null }, answerId(2_000_000)],
];
for (const [name, before, late] of LATE_ANSWERS) {
  Deno.test(`a subagent that had ended is billed once, and whole, when ${name}`, () =>
    withFakeHost({}, async (host) => {
      const { begin, batch, spend, agentEnds, wait } = converse(host);
      await begin();
      wait(MINUTE);
      spend(2.5, "a1");
      spend(0.5, "a1", before);
      await agentEnds("a1");
      assertEquals(await batch(), null);
      wait(TRANSCRIPT_LATE_SEC - 1);
      assertEquals(await batch(), null);
      spend(4, "a1", { id: late });
      const usd = late === before.id ? "6.50" : "7.00";
      assertEquals(receiptsIn(await batch()), [
        `receipt: subagent general-purpose cost $${usd} — 60% left`,
      ]);
      wait(TRANSCRIPT_LATE_SEC);
      assertEquals(await batch(), null);
    }));

  Deno.test(`a subagent is billed what stands there when it is too long until ${name}`, () =>
    withFakeHost({}, async (host) => {
      const { begin, batch, spend, agentEnds, wait } = converse(host);
      await begin();
      wait(MINUTE);
      spend(1, "a1", before);
      await agentEnds("a1");
      wait(TRANSCRIPT_LATE_SEC);
      assertEquals(receiptsIn(await batch()), [
        "receipt: subagent general-purpose cost $1.00 — 60% left",
      ]);
      assertEquals(await batch(), null);
    }));
}

Deno.test("a subagent that went on is not taken for told because its former answer stands", () =>
  withFakeHost({}, async (host) => {
    const { begin, batch, spend, agentEnds, wait } = converse(host);
    await begin();
    wait(MINUTE);
    spend(3, "a1");
    await agentEnds("a1");
    await batch();
    wait(MINUTE);
    await agentEnds("a1");
    assertEquals(await batch(), null);
    spend(1.5, "a1");
    assertEquals(receiptsIn(await batch()), [
      "receipt: subagent general-purpose cost $1.50 — 60% left",
    ]);
  }));

Deno.test("the client's own compaction agent, and one that left no transcript, cost nothing", () =>
  withFakeHost({}, async (host) => {
    const { begin, batch, hook, spend, agentEnds, wait } = converse(host);
    await begin();
    wait(MINUTE);
    spend(5, "a18c7b0aec6dfe24f");
    assertEquals(await hook("subagent-stop", "SubagentStop-internal-compaction-agent"), "");
    await agentEnds("never-seen");
    assertEquals(await batch(), null);
    assertEquals(readFaults(host.state), []);
  }));
