// The compiled server as clients run it: the SDK's own, one that says what no SDK would, and ones
// that disappear.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { DatabaseSync } from "node:sqlite";
import { TOOL_SPECS, type ToolSpec } from "../../src/render/mcp_tools.ts";
import { INITIALIZE, startServer, textOf } from "../support/mcp.ts";
import { type Program, sealProgram } from "../support/program.ts";
import { anEvent, aPayload } from "../support/reports.ts";

const program = await sealProgram();
addEventListener("unload", () => program[Symbol.dispose]());

let stores = 0;
/** A store of its own, inside the seal, and the name of a session that has reported to it. */
async function reported(): Promise<{ env: Record<string, string>; state: string }> {
  const state = join(program.state, `store-${stores++}`);
  const env = { TOKENROOM_DIR: state, CLAUDE_CODE_SESSION_ID: "session-1" };
  await program.run(["tap"], { input: JSON.stringify(aPayload(program)), env });
  return { env, state };
}

/** What a call of each tool needs at least. */
const CALLS: Readonly<Record<string, Record<string, unknown>>> = {
  resource_state: {},
  estimate_remaining: {},
  fit_check: { est_tokens: 20_000, est_calls: 4, divisible: true },
  plan_resume: { summary: "Port the tests", queue: ["first"] },
  checkpoint: { task: "Port the tests", next_steps: ["run them"] },
  handoff: { text: "# Port\nhalf done" },
  pin_fact: { text: "Never touch main" },
  set_intent: { goal: "Ship it" },
};

Deno.test("a client that asks for a newer protocol first is told so, and then served", async () => {
  await using server = startServer(program);
  const { error } = await server.ask("server/discover", { protocolVersion: "2026-07-28" });
  assertEquals(error?.code, -32601);
  const { result } = await server.ask("initialize", INITIALIZE);
  assertEquals(result.protocolVersion, "2025-11-25");
  assertEquals(result.serverInfo.name, "tokenroom");
  await server.say('{"jsonrpc":"2.0","method":"notifications/initialized"}');
  assertEquals((await server.ask("tools/list")).result.tools.length, 8);
  assertEquals((await server.ask("ping")).result, {});
});

Deno.test("what is no request is answered with what would be one, and the next is served", async () => {
  await using server = startServer(program);
  await server.ask("initialize", INITIALIZE);
  const lines: readonly (readonly [line: string, id: unknown, code: number, says: RegExp])[] = [
    ["not JSON", null, -32700, /one JSON-RPC message a line/],
    ['{"jsonrpc":"2.0","id":7,"method":"ping"', null, -32700, /one JSON-RPC message a line/],
    ["[".repeat(200_000), null, -32700, /one JSON-RPC message a line/],
    ['[{"jsonrpc":"2.0","id":7,"method":"ping"}]', null, -32600, /no batches/],
    ['{"id":7,"method":"ping"}', 7, -32600, /"jsonrpc": "2.0"/],
    ['{"jsonrpc":"2.0","id":"a","method":"tools/call","params":[1]}', "a", -32600, /params/],
    ['{"jsonrpc":"2.0","id":8,"method":"no/such"}', 8, -32601, /Method not found/],
    ['{"jsonrpc":"2.0","id":9,"method":"tools/call"}', 9, -32602, /"name": "<tool>"/],
    [
      '{"jsonrpc":"2.0","id":10,"method":"tools/call","params":{"name":"fit"}}',
      10,
      -32602,
      /no tool "fit"\. tokenroom has resource_state, /,
    ],
    [
      '{"jsonrpc":"2.0","id":11,"method":"tools/call","params":{"name":"constructor"}}',
      11,
      -32602,
      /no tool "constructor"/,
    ],
  ];
  for (const [line, id, code, says] of lines) {
    await server.say(line);
    const message = await server.next();
    assertEquals([message?.id, message?.error?.code], [id, code], line.slice(0, 80));
    assertMatch(message?.error?.message ?? "", says);
  }
  await server.say("");
  await server.say(Uint8Array.from([0xff, 0xfe, 0x00, 0x0a]));
  assertEquals((await server.next())?.error?.code, -32700);
  assertEquals((await server.ask("ping")).result, {});
});

Deno.test("ten megabytes of arguments are refused in words, and nothing is written", async () => {
  const { env, state } = await reported();
  await using server = startServer(program, env);
  await server.ask("initialize", INITIALIZE);
  const before = entries(state);
  const huge = "x".repeat(10 * 1024 * 1024);
  const text = await server.ask("tools/call", { name: "handoff", arguments: { text: huge } });
  assertEquals(text.result.isError, true);
  assertMatch(
    textOf(text),
    /text must be a text of at most 60000 characters, not a text of 10485760/,
  );
  const list = await server.ask("tools/call", {
    name: "fit_check",
    arguments: { est_tokens: 5, [huge]: [huge] },
  });
  assertMatch(
    textOf(list),
    /^Nothing was done: there is no argument x+: fit_check takes est_tokens/,
  );
  assert(textOf(list).length < 300);
  // Larger than any message may be: it cannot be told whose question it was.
  await server.say(new TextEncoder().encode(`{"jsonrpc":"2.0","id":77,"x":"${huge}${huge}`));
  await server.say(`${huge}${huge}"}`);
  assertMatch((await server.next())?.error?.message ?? "", /more than 33554432 bytes/);
  assertEquals((await server.ask("ping")).result, {});
  assertEquals(entries(state), before);
});

/** How many rows each table of notes and the journal have. */
function entries(state: string): unknown {
  const db = new DatabaseSync(join(state, "tokenroom.db"));
  try {
    return ["event", "plan", "pin", "checkpoint", "handoff", "intent"]
      .map((table) => db.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.rows);
  } finally {
    db.close();
  }
}

Deno.test("a question is answered although the client hangs up right after it", async () => {
  const { env } = await reported();
  const lines = [
    { jsonrpc: "2.0", id: 1, method: "initialize", params: INITIALIZE },
    {
      jsonrpc: "2.0",
      id: 2,
      method: "tools/call",
      params: { name: "fit_check", arguments: { est_tokens: 9 } },
    },
  ];
  const input = lines.map((line) => JSON.stringify(line)).join("\n");
  const { code, out, err } = await program.run(["mcp"], { env, input });
  assertEquals([code, err], [0, ""]);
  assertEquals(out.trim().split("\n").map((line) => JSON.parse(line).id), [1, 2]);
});

Deno.test("a server ends with its client: closed input, an interrupt, a client that was killed", async () => {
  {
    await using server = startServer(program);
    await server.ask("initialize", INITIALIZE);
    await server.hangUp();
    assertEquals((await server.child.status).code, 0);
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    await using server = startServer(program);
    await server.ask("initialize", INITIALIZE);
    server.child.kill(signal);
    assertEquals((await server.child.status).code, 0, signal);
  }
  const pid = await orphan(program);
  await until(() => !isRunning(pid), "the server outlived its client");
});

/** Starts a server from a client of its own, kills that client, and returns the server's process id. */
async function orphan({ executable, home }: Program): Promise<number> {
  const client = new Deno.Command("/bin/sh", {
    // A shell gives a job in the background no input, unless it is told.
    args: ["-c", 'exec 3<&0; "$0" mcp <&3 & echo $!; read never', executable],
    clearEnv: true,
    env: { HOME: home, PATH: "/usr/bin:/bin" },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = client.stdout.getReader();
  const pid = Number(new TextDecoder().decode((await reader.read()).value));
  assert(pid > 0 && isRunning(pid));
  client.kill("SIGKILL");
  await client.status;
  // This test holds the other end of the pipe, which dies with a real client.
  await client.stdin.close();
  await reader.cancel();
  return pid;
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

async function until(done: () => boolean, otherwise: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (done()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(otherwise);
}

Deno.test("questions are answered while fifty sessions write, and every consult is kept", async () => {
  const { env, state } = await reported();
  await using server = startServer(program, env);
  await server.ask("initialize", INITIALIZE);
  const writers = Array.from({ length: 50 }, (_, index) => {
    const session = `writer-${index}`;
    const input = JSON.stringify(
      index % 2 === 0
        ? aPayload(program, { session, costUsd: 1 + index })
        : anEvent(program, "SessionStart-startup", { session_id: session }),
    );
    return program.run(index % 2 === 0 ? ["tap"] : ["hook", "session-start"], { env, input });
  });
  for (let question = 0; question < 10; question++) {
    const fit = await server.ask("tools/call", {
      name: "fit_check",
      arguments: { est_tokens: 9_000 },
    });
    assertEquals([fit.result?.isError, fit.result?.structuredContent.overall], [undefined, "fits"]);
    const pin = await server.ask("tools/call", {
      name: "checkpoint",
      arguments: { task: `task ${question}` },
    });
    assertEquals(pin.result?.isError, undefined, textOf(pin));
  }
  for (const { code } of await Promise.all(writers)) assertEquals(code, 0);
  const db = new DatabaseSync(join(state, "tokenroom.db"));
  const kept = db.prepare("SELECT count(*) AS n FROM event WHERE kind = 'consult'").get()?.n;
  const sessions = db.prepare("SELECT count(*) AS n FROM session WHERE id LIKE 'writer-%'").get()
    ?.n;
  db.close();
  assertEquals([kept, sessions], [20, 50]);
});

Deno.test("a server outlives a store that is removed and one that is damaged", async () => {
  const { env, state } = await reported();
  await using server = startServer(program, env);
  await server.ask("initialize", INITIALIZE);
  const ask = () => server.ask("tools/call", { name: "fit_check", arguments: { est_tokens: 9 } });
  assertStringIncludes(textOf(await ask()), "fits: ");
  Deno.removeSync(state, { recursive: true });
  assertStringIncludes(textOf(await ask()), "tight: no figures yet");
  Deno.writeTextFileSync(join(state, "tokenroom.db"), "no database at all".repeat(1_000));
  assertStringIncludes(textOf(await ask()), "tight: no figures yet");
});

async function usedByTheSdk(): Promise<void> {
  const { env } = await reported();
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StdioClientTransport({
      command: program.executable,
      args: ["mcp"],
      env: { HOME: program.home, PATH: "/usr/bin:/bin", ...env },
    }),
  );
  try {
    assertEquals(client.getServerVersion()?.name, "tokenroom");
    assert((client.getInstructions() ?? "").length < 200);
    const { tools } = await client.listTools();
    assertEquals(tools.map(({ name }: { name: string }) => name), Object.keys(CALLS));
    for (const { name, title, annotations, outputSchema } of tools) {
      const spec: ToolSpec = TOOL_SPECS[name as keyof typeof TOOL_SPECS];
      assertEquals([title, annotations], [spec.title, {
        readOnlyHint: spec.readOnly,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      }]);
      assert(outputSchema !== undefined, name);
      // The client checks the answer against the published schema and throws where it differs.
      const result = await client.callTool({ name, arguments: CALLS[name] ?? {} });
      assertEquals(result.isError, undefined, JSON.stringify(result));
      assert(result.structuredContent !== undefined, name);
      const refusal = await client.callTool({ name, arguments: { no_such: 1 } });
      assertEquals(refusal.isError, true);
    }
  } finally {
    await client.close();
  }
}

Deno.test({
  name: "the SDK's own client lists and calls every tool, and its answers have their shape",
  fn: usedByTheSdk,
  // Its close() leaves a timer of two seconds behind; nothing may run after it.
  sanitizeOps: false,
  sanitizeResources: false,
});
