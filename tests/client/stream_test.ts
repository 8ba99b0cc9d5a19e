import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { call, say, type Usage, usageLimit } from "./support/answer.ts";
import { type Bench, clientTest, openBench } from "./support/bench.ts";
import { clockIn, nowSec, roomAfter, thousands } from "./support/expected.ts";
import { shellQuote } from "./support/home.ts";
import { limitsAt } from "./support/messages_api.ts";
import { runInHome } from "./support/print_mode.ts";
import { contextsOf } from "./support/request.ts";
import { installTokenroom } from "./support/tokenroom.ts";
import { until } from "./support/waiting.ts";

const ZONE = "Asia/Kolkata";
const USAGE: Usage = { input: 700, output: 300, cacheCreation: 6000, cacheRead: 20_000 };
// The client tells an answer before its output is counted, as one token.
const ROOM = roomAfter({ ...USAGE, output: 0 });

/** `claude -p PROMPT ... | tokenroom tap --stream` as a line of a shell script. */
function pipeline({ home }: Bench, tokenroom: string, prompt: string, args = ""): string {
  const client = `${shellQuote(home.client)} -p ${shellQuote(prompt)} --allowedTools Bash`;
  return `${client} --output-format stream-json --verbose ${args} | ` +
    `${shellQuote(tokenroom)} tap --stream`;
}

async function runPiped(bench: Bench, tokenroom: string, prompt: string, args = "") {
  const { code, stdout, stderr } = await runInHome(bench.home, [
    "sh",
    "-c",
    pipeline(bench, tokenroom, prompt, args),
  ]);
  assertEquals([code, stderr], [0, ""]);
  return stdout.trim().split("\n").map((line) => JSON.parse(line));
}

clientTest("a piped run leaves figures for status, and the next run's stamp has them", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  const script = [say("One.", USAGE), say("Two.", USAGE)];
  await using bench = openBench({ script, limits, zone: ZONE });
  const tokenroom = await installTokenroom(bench.home);
  const lines = await runPiped(bench, tokenroom, "Say something.");
  assertEquals(lines.at(-1)?.type, "result");
  const status = await runInHome(bench.home, [tokenroom, "status"]);
  assertStringIncludes(status.stdout, "60% left");
  const { session, windows } = JSON.parse(
    (await runInHome(bench.home, [tokenroom, "status", "--json"])).stdout,
  );
  assertEquals(session.id, lines[0].session_id);
  assert(JSON.stringify(windows).includes("five_hour"));
  await runPiped(bench, tokenroom, "And again.");
  const [stamp = ""] = contextsOf(await bench.turn(1), "UserPromptSubmit");
  const reset = clockIn(ZONE, limits.fiveHour.resetsAt);
  assertStringIncludes(stamp, `quota — 5h: 60% left, resets ${reset}`);
  assert(!stamp.includes("context"), `another session's context is not this one's: ${stamp}`);
});

clientTest("a run that goes on is stamped with its own context, window known", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  const script = [say("One.", USAGE), say("Two.", USAGE)];
  await using bench = openBench({ script, limits, zone: ZONE });
  const tokenroom = await installTokenroom(bench.home);
  await runPiped(bench, tokenroom, "Say something.");
  await runPiped(bench, tokenroom, "And again.", "--continue");
  const stamp = contextsOf(await bench.turn(1), "UserPromptSubmit").at(-1) ?? "";
  assertStringIncludes(stamp, `context — ~${thousands(Math.round(ROOM / 1000) * 1000)} tokens`);
});

clientTest("the hooks of the same run have its figures: it hears once of each edge", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 4 * 3600 });
  const used = [0.4, 0.4, 0.76, 0.91, 0.96, 0.99, 0.99];
  const last = used.length - 1;
  await using bench = openBench({
    script: (_request, step) => {
      limits.fiveHour.utilization = used[step] ?? 0.99;
      return step === 0 || step === last
        ? say("Done.", USAGE)
        : call("Bash", { command: untilStored(used[step] ?? 0.99) }, USAGE);
    },
    limits,
    zone: ZONE,
  });
  const tokenroom = await installTokenroom(bench.home);
  // The stamp of the second run tells the forecast; so no update has to.
  await runPiped(bench, tokenroom, "Begin.");
  await runPiped(bench, tokenroom, "Work.");
  const heard = contextsOf(await bench.turn(last), "PostToolBatch");
  const expected = [[24, ""], [9, "small steps"], [4, "finishing moves"], [1, "start nothing"]];
  for (const [left, advice] of expected) {
    const about = heard.filter((text) => text.includes(`5h: ${left}% left`));
    assertEquals(about.length, 1, `${left}%: ${JSON.stringify(heard)}`);
    assertStringIncludes(about[0] ?? "", String(advice));
  }
  assertEquals(heard.length, expected.length, JSON.stringify(heard));
});

/** A command that ends when the stream's figure has reached the store, however long that takes. */
function untilStored(used: number): string {
  const left = Math.floor(100 - used * 100);
  return `until tokenroom line | grep -q '^5h ${left}%'; do sleep 0.1; done`;
}

clientTest("a run that hits the limit leaves a wall, which the next run is told", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.97, resetsInSec: 7200 });
  const script = [
    call("Bash", { command: "true" }, USAGE),
    usageLimit(),
    say("Back.", USAGE),
  ];
  await using bench = openBench({ script, limits, zone: ZONE });
  const tokenroom = await installTokenroom(bench.home);
  await runPiped(bench, tokenroom, "Work.");
  const status = await runInHome(bench.home, [tokenroom, "status"]);
  assertStringIncludes(status.stdout, "0% left");
  await runPiped(bench, tokenroom, "Go on.");
  const request = await bench.turn(2);
  const told = [
    ...contextsOf(request, "SessionStart"),
    ...contextsOf(request, "UserPromptSubmit"),
  ];
  assertEquals(told.filter((text) => text.includes("a turn died at the 5h limit")).length, 1);
});

clientTest("each line is passed on while the run still goes on", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  const script = [
    // Ends only when the test has seen the lines before.
    call("Bash", { command: "until [ -e seen ]; do sleep 0.1; done" }, USAGE),
    say("Done.", USAGE),
  ];
  await using bench = openBench({ script, limits, zone: ZONE });
  const tokenroom = await installTokenroom(bench.home);
  const { home } = bench;
  const child = new Deno.Command("sh", {
    args: ["-c", pipeline(bench, tokenroom, "Wait.")],
    cwd: home.project,
    clearEnv: true,
    env: { ...home.env },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let text = "";
  const read = (async () => {
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) text += part;
  })();
  await until(
    () => text.includes('"rate_limit_event"') ? true : null,
    () => `the run has told ${text.length} characters: ${text.slice(-500)}`,
  );
  // A line is passed on before what it tells is stored.
  await until(
    async () =>
      (await runInHome(home, [tokenroom, "status"])).stdout.includes("60% left") ? true : null,
    () => "the figure of a line that was passed on is not stored",
  );
  assert(!text.includes('"result"'), "the run was over already");
  Deno.writeTextFileSync(join(home.project, "seen"), "");
  await read;
  assertEquals((await child.status).code, 0);
  assertStringIncludes(text, '"result"');
});
