// A session as its client tells it: figures through tap, events through hooks, spending through real
// transcript files.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { HOUR, MINUTE } from "../../../src/model/units.ts";
import { type FakeHost, NOW } from "../../support/fake_host.ts";
import { feedHook, stamp } from "../../support/hook.ts";
import { anEvent, type PayloadParts } from "../../support/reports.ts";
import { report } from "../../support/tap.ts";
import { answerId, answerLine, type AnswerOptions } from "../../support/transcript.ts";

/** Where the five hours of every conversation reset, 05:02, unless a test says otherwise. */
export const RESET = NOW + 5 * HOUR - 10 * MINUTE;
const WEEK_RESET = NOW + 72 * HOUR;

/** One session. */
export interface Conversation {
  readonly id: string;
  /** Lets time pass. */
  readonly wait: (seconds: number) => void;
  /** The client renders: so much of the five hours is left. Every report has had a new response. */
  readonly left: (pct: number | null, parts?: PayloadParts) => Promise<string>;
  /**
   * Sixty percent are left and going fast; a person prompts, and the stamp tells the forecast, so
   * that no update has to.
   */
  readonly begin: () => Promise<void>;
  /** A person prompts; the stamp or null. */
  readonly prompt: () => Promise<string | null>;
  /** Tool calls ended; the text for the model or null. */
  readonly batch: (tools?: readonly string[], given?: Fields) => Promise<string | null>;
  /** An answer that cost so many dollars stands in the transcript now. */
  readonly spend: (usd: number, agentId?: string, given?: Partial<AnswerOptions>) => void;
  /** Appends anything to the transcript. */
  readonly write: (text: string, agentId?: string) => void;
  /** A subagent ends. */
  readonly agentEnds: (agentId: string, type?: string) => Promise<void>;
  /** Any hook event; what is printed. */
  readonly hook: (event: string, fixture: string, given?: Fields) => Promise<string>;
}

type Fields = Readonly<Record<string, unknown>>;

// One output token of the default model.
const USD_PER_TOKEN = 10 / 1e6;
// Every answer of a test process has an id of its own, whichever session it stands in.
let answers = 0;

/** Opens a session on a machine. */
export function converse(host: FakeHost, id = "session-1"): Conversation {
  const folder = `${host.config.dir}/projects/-home-ann-project`;
  const path = `${folder}/${id}.jsonl`;
  let costUsd = 0;
  const hook = (event: string, fixture: string, given: Fields = {}) =>
    feedHook(host, event, JSON.stringify(anEvent(host, fixture, { session_id: id, ...given })));
  const write = (text: string, agentId?: string) => {
    const dir = agentId === undefined ? folder : `${folder}/${id}/subagents`;
    Deno.mkdirSync(dir, { recursive: true });
    const file = agentId === undefined ? path : `${dir}/agent-${agentId}.jsonl`;
    Deno.writeTextFileSync(file, text, { append: true });
  };
  const wait = (seconds: number) => host.setNow(host.now() + seconds);
  const left = (pct: number | null, parts: PayloadParts = {}) => {
    costUsd += 0.01;
    const usedPct = pct === null ? null : Math.round((100 - pct) * 10) / 10;
    const resets = { resetsAt: RESET, weekResetsAt: WEEK_RESET };
    return report(host, { session: id, usedPct, costUsd, ...resets, ...parts });
  };
  const prompt = () => stamp(host, { session_id: id });
  return {
    id,
    hook,
    write,
    wait,
    left,
    prompt,
    begin: async () => {
      // The client writes the prompt before it asks us.
      write("{}\n");
      await left(95);
      wait(5 * MINUTE);
      await left(60);
      assertStringIncludes(await prompt() ?? "", "at this pace empty");
    },
    batch: async (tools = ["Bash"], given = {}) => {
      const calls = tools.map((name, n) => (
        { tool_name: name, tool_input: {}, tool_use_id: `toolu_${n}`, tool_response: "" }
      ));
      const fixture = "PostToolBatch-two-calls-one-failed";
      return textOf(await hook("post-tool-batch", fixture, { tool_calls: calls, ...given }));
    },
    spend: (usd, agentId, given = {}) => {
      const output = Math.round(usd / USD_PER_TOKEN);
      write(answerLine({ id: answerId(++answers), at: host.now(), output, ...given }), agentId);
    },
    agentEnds: async (agentId, type = "general-purpose") => {
      const given = { agent_id: agentId, agent_type: type };
      assertEquals(await hook("subagent-stop", "SubagentStop", given), "");
    },
  };
}

function textOf(out: string): string | null {
  if (out === "") return null;
  const { hookSpecificOutput, ...others } = JSON.parse(out);
  // A field that the client does not know would be shown to the person as an error.
  assertEquals(others, {});
  assertEquals(Object.keys(hookSpecificOutput), ["hookEventName", "additionalContext"]);
  assertEquals(hookSpecificOutput.hookEventName, "PostToolBatch");
  return hookSpecificOutput.additionalContext;
}

/** The receipts in what the model was told. */
export function receiptsIn(text: string | null): string[] {
  const parts = (text ?? "").replace("[tokenroom] ", "").split(" · ");
  return parts.filter((part) => part.startsWith("receipt"));
}

/** Writes the person's settings. */
export function configure(host: FakeHost, config: unknown): void {
  const text = typeof config === "string" ? config : JSON.stringify(config);
  Deno.writeTextFileSync(`${host.state}/config.json`, text);
}
