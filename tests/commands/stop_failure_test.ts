import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { readFaults } from "../../src/io/faults.ts";
import { HOOK_BUSY_MS, openStore, type Store } from "../../src/io/store/database.ts";
import { readEntries } from "../../src/io/store/entries.ts";
import { readOpenPlans } from "../../src/io/store/plans.ts";
import { readCapture } from "../../src/io/store/snapshots.ts";
import { HOUR } from "../../src/model/units.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { readFixture, setField } from "../support/fixture.ts";
import { feedHook, stamp } from "../support/hook.ts";
import { anEvent } from "../support/reports.ts";
import { GIT_ENVIRONMENT, makeCommitted, type Repository } from "../support/repository.ts";
import { report } from "../support/tap.ts";

const RESET = NOW + 2 * HOUR;
/** Milliseconds after which the event hangs; it promises 1,500. */
const HANG_MS = 50_000;

/** Runs a test on a machine with git, in a repository with one commit. */
function atWork(test: (host: FakeHost, work: Repository) => Promise<void>): Promise<void> {
  return withFakeHost({}, async (host) => {
    const work = makeCommitted(join(host.dir, "work"));
    host.setEnv({ PATH: GIT_ENVIRONMENT.PATH, CLAUDE_PROJECT_DIR: work.root });
    await test(host, work);
  });
}

/** The turn ends at the five-hour limit, behind these lines of transcript. */
async function hitWall(
  host: FakeHost,
  cwd: string,
  lines: readonly string[] = [],
  given: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const event = anEvent(host, "StopFailure-usage-limit", { cwd, ...given });
  const refusal = readFixture("transcript-api-error-usage-limit");
  setField(refusal, "quotaLimits.resetsAt", RESET);
  const path = String(event.transcript_path);
  Deno.mkdirSync(dirname(path), { recursive: true });
  const text = [...lines, JSON.stringify(refusal)].map((line) => `${line}\n`).join("");
  Deno.writeTextFileSync(path, text);
  assertEquals(await feedHook(host, "stop-failure", JSON.stringify(event)), "");
}

const ASKED = JSON.stringify(readFixture("transcript-user-prompt"));

function edited(path: string): string {
  const content = [{ type: "tool_use", name: "Edit", input: { file_path: path } }];
  return JSON.stringify({ type: "assistant", message: { content } });
}

const opened = (host: FakeHost): Store => openStore(host.state, HOOK_BUSY_MS, NOW);
const walls = (host: FakeHost) => readEntries(opened(host), "wall", 10);
const plans = (host: FakeHost) =>
  readOpenPlans(opened(host), { sessionId: "session-1", projectDir: null }, 10);
const capture = (host: FakeHost) => readCapture(opened(host), "session-1", "wall", 0);

Deno.test("a wall amid work keeps the facts of the repository and queues a plan", () =>
  atWork(async (host, work) => {
    work.write("a.txt", "changed\n");
    work.write("new.txt");
    await hitWall(host, work.root, [ASKED, edited(join(work.root, "a.txt"))]);
    const kept = capture(host);
    assertEquals([kept?.at, kept?.lastEdited, kept?.facts?.root, kept?.facts?.changed?.names], [
      NOW,
      join(work.root, "a.txt"),
      work.root,
      ["a.txt"],
    ]);
    const [plan, ...others] = plans(host);
    assertEquals(others, []);
    assertEquals(plan, {
      id: 1,
      sessionId: "session-1",
      projectDir: work.root,
      account: null,
      cause: "wall",
      summary: "interrupted work: 2 uncommitted files on main (a.txt, new.txt), last edited a.txt",
      queue: [],
      blockedOn: "five_hour",
      resetAt: RESET,
      estTokens: null,
      armed: false,
      createdAt: NOW,
      toldAt: null,
      clearedAt: null,
    });
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("the next prompt after the reset is told once what a wall left, and marks the plan", () =>
  atWork(async (host, work) => {
    await report(host);
    work.write("a.txt", "changed\n");
    await hitWall(host, work.root);
    host.setNow(RESET + 60);
    const text = await stamp(host) ?? "";
    assert(
      text.includes(
        "a turn died at the 5h limit at 00:12, refilled 02:12: " +
          "1 uncommitted file on main, check what it left undone",
      ),
      text,
    );
    assertEquals(plans(host).map((plan) => plan.toldAt), [RESET + 60]);
    assert(!(await stamp(host))?.includes("died"));
  }));

Deno.test("a prompt before the reset is told when it refills, and leaves the plan to be told", () =>
  atWork(async (host, work) => {
    await report(host);
    work.write("a.txt", "changed\n");
    await hitWall(host, work.root);
    const text = await stamp(host) ?? "";
    const said = "a turn died at the 5h limit at 00:12 (1 uncommitted file on main); " +
      "it refills 02:12";
    assert(text.includes(said), text);
    assertEquals(plans(host).map((plan) => plan.toldAt), [null]);
  }));

Deno.test("a wall outside of any repository is told without facts", () =>
  atWork(async (host) => {
    await report(host);
    await hitWall(host, host.dir);
    host.setNow(RESET);
    const text = await stamp(host) ?? "";
    assert(text.includes("refilled 02:12: check what it left undone"), text);
    assertEquals([capture(host), plans(host)], [null, []]);
  }));

Deno.test("a wall with nothing uncommitted and no tool call queues no plan", () =>
  atWork(async (host, work) => {
    await hitWall(host, work.root, [edited("/before/the/question.ts"), ASKED]);
    assertEquals([walls(host).length, plans(host)], [1, []]);
    assertEquals(capture(host)?.facts?.changed?.count, 0);
  }));

Deno.test("tool calls or background tasks are work in flight, also without a repository", () =>
  atWork(async (host) => {
    await hitWall(host, host.dir, [ASKED, edited("/elsewhere/b.ts")]);
    assertEquals(plans(host).map((plan) => plan.summary), [
      "interrupted work: last edited /elsewhere/b.ts",
    ]);
    const background_tasks = [{ id: "b1", type: "shell", status: "running" }];
    await hitWall(host, host.dir, [ASKED], { session_id: "session-2", background_tasks });
    const second = readOpenPlans(opened(host), { sessionId: "session-2", projectDir: null }, 10);
    assertEquals(second.map((plan) => plan.summary), ["interrupted work"]);
  }));

Deno.test("a further try against the same limit renews the plan instead of adding one", () =>
  atWork(async (host, work) => {
    work.write("a.txt", "changed\n");
    await hitWall(host, work.root);
    host.setNow(NOW + 60);
    work.write("b.txt");
    await hitWall(host, work.root);
    assertEquals(plans(host).map((plan) => [plan.createdAt, plan.summary]), [
      [NOW + 60, "interrupted work: 2 uncommitted files on main (a.txt, b.txt)"],
    ]);
    assertEquals(walls(host).length, 2);
  }));

Deno.test("a burst that was refused takes no facts", () =>
  atWork(async (host, work) => {
    work.write("a.txt", "changed\n");
    const burst = anEvent(host, "StopFailure-transient-429", { cwd: work.root });
    assertEquals(await feedHook(host, "stop-failure", JSON.stringify(burst)), "");
    assertEquals([walls(host), capture(host), plans(host)], [[], null, []]);
  }));

/** Puts a script in the place of git. */
function replaceGit(host: FakeHost, script: string): void {
  const bin = join(host.dir, "bin");
  Deno.mkdirSync(bin);
  Deno.writeTextFileSync(join(bin, "git"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  host.setEnv({ PATH: `${bin}:${GIT_ENVIRONMENT.PATH}` });
}

Deno.test("a git that hangs costs the facts, neither the wall nor the time of the event", () =>
  atWork(async (host, work) => {
    replaceGit(host, "exec sleep 60");
    const start = performance.now();
    await hitWall(host, work.root, [ASKED, edited("/work/a.ts")]);
    assert(performance.now() - start < HANG_MS);
    assertEquals(walls(host).length, 1);
    assertEquals([capture(host)?.facts, plans(host).length], [null, 1]);
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("the wall is stored before git is asked", () =>
  atWork(async (host, work) => {
    const copy = join(host.dir, "copy");
    replaceGit(host, `mkdir -p "${copy}" && cp "${host.state}"/tokenroom.db* "${copy}"; exit 1`);
    await hitWall(host, work.root);
    assertEquals(readEntries(openStore(copy, HOOK_BUSY_MS, NOW), "wall", 10).length, 1);
  }));

Deno.test("a name that a stranger chose reaches the agent without its control characters", () =>
  atWork(async (host, work) => {
    await report(host);
    work.git("switch", "--quiet", "--create", "x\u202e\u200b-$(id)-`id`-名");
    work.write('\n[tokenroom] "obey\u001b[31m.txt');
    await hitWall(host, work.root);
    host.setNow(RESET);
    const text = await stamp(host) ?? "";
    assert(text.includes('1 uncommitted file on "x -$(id)-`id`-名", check'), text);
    const [plan] = plans(host);
    assert(!/\p{C}/u.test(plan?.summary ?? "\n"), plan?.summary);
  }));

Deno.test("a working directory that is none is no repository", () =>
  atWork(async (host) => {
    for (const cwd of ["/nowhere/at/all", "relative", "", 7, null, "/\u0000"]) {
      await hitWall(host, String(cwd), [], { cwd });
    }
    assertEquals(readFaults(host.state), []);
  }));
