// pin, pins, unpin, checkpoint and handoff as a person and an agent run them: compiled and sealed.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { type Outcome, sealProgram } from "../support/program.ts";
import { anEvent } from "../support/reports.ts";
import { modeOf } from "../support/scratch.ts";

const program = await sealProgram();
addEventListener("unload", () => program[Symbol.dispose]());

const VERBS = ["pin", "pins", "unpin", "checkpoint", "handoff"];
const ID = "1a2b3c4d-0000-4000-8000-000000000001";

let stores = 0;
/** A store and a project of their own; colour would be asked for, where there were any. */
function fresh() {
  const n = stores++;
  const project = join(program.home, `project ${n}`);
  Deno.mkdirSync(join(project, "src"), { recursive: true });
  return {
    project,
    cwd: join(project, "src"),
    env: { TOKENROOM_DIR: join(program.state, `store-${n}`), COLUMNS: "20" },
  };
}

type Place = ReturnType<typeof fresh>;

/** Lets a session start in the project, as the client tells it. */
async function startSession({ project, env }: Place, id: string): Promise<void> {
  const event = anEvent(program, "SessionStart-startup", { session_id: id, cwd: project });
  const { code } = await program.run(["hook", "session-start"], {
    input: JSON.stringify(event),
    env: { ...env, CLAUDE_PROJECT_DIR: project },
  });
  assertEquals(code, 0);
}

function assertPlain({ out, err }: Outcome): void {
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(out + err), JSON.stringify(out + err));
}

async function succeed(place: Place, args: string[], input?: string): Promise<string> {
  const fed = input === undefined ? {} : { input };
  const outcome = await program.run(args, { ...fed, cwd: place.cwd, env: place.env });
  assertEquals([outcome.code, outcome.err], [0, ""], args.join(" "));
  assertPlain(outcome);
  return outcome.out;
}

Deno.test("in a fresh state each command has a sentence to say, and --json a value", async () => {
  const place = fresh();
  const where = place.cwd;
  assertEquals(
    await succeed(place, ["pins"]),
    `Nothing is pinned in ${where}. tokenroom pin TEXT keeps a sentence word for word.\n`,
  );
  assertEquals(
    await succeed(place, ["checkpoint"]),
    `No session has saved a checkpoint in ${where}.\n`,
  );
  assertEquals(await succeed(place, ["handoff"]), `No session has saved a handoff in ${where}.\n`);
  assertEquals(JSON.parse(await succeed(place, ["pins", "--json"])), {
    project_dir: where,
    pins: [],
  });
  for (const verb of ["checkpoint", "handoff"]) {
    assertEquals(await succeed(place, [verb, "--json"]), "null\n");
  }
});

Deno.test("a pin belongs to the project of the known session above the working directory", async () => {
  const place = fresh();
  await startSession(place, ID);
  assertEquals(await succeed(place, ["pin", "no", "deploys"]), `pinned #1 for ${place.project}\n`);
  assertStringIncludes(await succeed(place, ["pin", "mine", "--session"]), "session 1a2b3c4d");
  const listed = await succeed(place, ["pins"]);
  assertMatch(listed, /^#2: mine\n.*\n#1: no deploys\n {4}project, by you, \ds ago\n/);
  const elsewhere = { ...place, cwd: program.home };
  assertStringIncludes(await succeed(elsewhere, ["pins"]), "Nothing is pinned");
  assertStringIncludes(await succeed(elsewhere, ["pins", "--all"]), "#1: no deploys");
  assertEquals(await succeed(place, ["unpin", "1"]), "unpinned #1: no deploys\n");
  assert(!(await succeed(place, ["pins"])).includes("#1"));
});

Deno.test("what a terminal would obey is kept word for word and never printed", async () => {
  const place = fresh();
  const text = "red \x1b[31m\x1b]0;title\x07 \u009b2J\u202e end";
  await succeed(place, ["pin", text]);
  assertStringIncludes(await succeed(place, ["pins"]), "#1: red  [31m ]0;title   2J end\n");
  const json = await succeed(place, ["pins", "--json"]);
  assertEquals(JSON.parse(json).pins[0].text, text);
});

Deno.test("an agent saves its notes from its shell and is given them back", async () => {
  const place = fresh();
  await startSession(place, ID);
  await startSession(place, "another-session");
  const inside = { ...place, env: { ...place.env, CLAUDE_CODE_SESSION_ID: ID } };
  const args = ["checkpoint", "--task", "split it", "--next", "test", "--next", "commit"];
  const saved = await succeed(inside, args);
  assertMatch(saved, /^checkpoint of session 1a2b3c4d, \ds old\ntask: split it\n/);
  assertStringIncludes(await succeed(inside, ["checkpoint"]), "  2. commit\n");
  const text = "# State\n\nhalf done\n";
  const path = join(place.env.TOKENROOM_DIR, "handoffs", `${ID}.md`);
  assertStringIncludes(await succeed(inside, ["handoff", "--save"], text), path);
  assertEquals(await succeed(inside, ["handoff", "--path"]), `${path}\n`);
  assertEquals(Deno.readTextFileSync(path), text);
  assertEquals([modeOf(path), modeOf(join(path, ".."))], ["600", "700"]);
  assertMatch(await succeed(place, ["handoff"]), /^> handoff of session 1a2b3c4d, .*\n\n# State\n/);
  assertStringIncludes(await succeed(inside, ["pin", "only here"]), "session 1a2b3c4d");
});

Deno.test("bad usage exits 2 with one sentence, a refusal 1, and neither is a fault for doctor", async () => {
  const place = fresh();
  await startSession(place, ID);
  const cases: readonly (readonly [number, readonly string[], string?])[] = [
    [2, ["pin"]],
    [2, ["pin", "a", "--until", "soon"]],
    [2, ["pins", "extra"]],
    [2, ["unpin"]],
    [2, ["unpin", "one"]],
    [2, ["checkpoint", "--next", "n"]],
    [2, ["handoff", "--path", "--save"]],
    [2, ["pin", "a", "--no-such-option"]],
    [2, ["pin", "x".repeat(501)]],
    [1, ["unpin", "7"]],
    [2, ["checkpoint", "--task", "x".repeat(3_000)]],
    [1, ["handoff", "--save"], ""],
    [1, ["handoff", "--save"], "x".repeat(10 * 1024 * 1024)],
  ];
  for (const [code, args, input] of cases) {
    const fed = input === undefined ? {} : { input };
    const outcome = await program.run([...args], { ...fed, cwd: place.cwd, env: place.env });
    assertEquals([outcome.code, outcome.out], [code, ""], args.join(" ").slice(0, 80));
    assertMatch(outcome.err, /^tokenroom: [^\n]+\n$/);
    assertPlain(outcome);
  }
  const names = [...Deno.readDirSync(place.env.TOKENROOM_DIR)].map(({ name }) => name);
  assert(!names.includes("faults.jsonl"), names.join(" "));
});

Deno.test("--help tells the usage of each, sealed or not", async () => {
  for (const verb of VERBS) {
    const { code, out, err } = await program.run([verb, "--help"], { env: fresh().env });
    assertEquals([code, err], [0, ""]);
    assert(out.startsWith(`tokenroom ${verb}`), out);
  }
});

Deno.test("pins of many processes at once are all kept, and none twice", async () => {
  const place = fresh();
  const texts = Array.from({ length: 16 }, (_, n) => `pin ${n % 8}`);
  const outcomes = await Promise.all(
    texts.map((text) => program.run(["pin", text], { cwd: place.cwd, env: place.env })),
  );
  for (const { code, err } of outcomes) assertEquals([code, err], [0, ""]);
  const { pins } = JSON.parse(await succeed(place, ["pins", "--json"]));
  const found = pins.map(({ text }: { text: string }) => text).toSorted();
  assertEquals(found, Array.from({ length: 8 }, (_, n) => `pin ${n}`));
});
