// pin, pins, unpin, checkpoint and handoff: what a person types, and an agent in its shell.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { run as checkpoint } from "../../../src/commands/checkpoint.ts";
import { run as handoff } from "../../../src/commands/handoff.ts";
import { saveHandoff } from "../../../src/commands/notes/save.ts";
import { run as pin } from "../../../src/commands/pin.ts";
import { run as pins } from "../../../src/commands/pins.ts";
import { run as unpin } from "../../../src/commands/unpin.ts";
import type { Command } from "../../../src/io/host.ts";
import { COMMAND_BUSY_MS, openStore, type Store } from "../../../src/io/store/database.ts";
import { writeSession } from "../../../src/io/store/sessions.ts";
import { DAY, HOUR } from "../../../src/model/units.ts";
import { isUsage } from "../../../src/render/failure.ts";
import { type FakeHost, type FakeHostOptions, NOW, withFakeHost } from "../../support/fake_host.ts";
import { aSession } from "../../support/rows.ts";

const ID = "1a2b3c4d-0000-4000-8000-000000000001";
const OTHER = "9f8e7d6c-0000-4000-8000-000000000002";

/** Exit code and output of a command; a refusal of its arguments as the program prints it. */
async function call(command: Command, host: FakeHost, ...args: string[]) {
  host.clear();
  try {
    const code = await command(args, host);
    return { code, out: host.out(), errors: host.errors() };
  } catch (cause) {
    if (!isUsage(cause)) throw cause;
    return { code: 2, out: host.out(), errors: (cause as Error).message };
  }
}

function storeOf(host: FakeHost): Store {
  return openStore(host.state, COMMAND_BUSY_MS, host.now());
}

/** A machine on which a session works in /home/ann/p, an earlier one too, and one elsewhere. */
function withSessions(
  test: (host: FakeHost) => Promise<void>,
  options: FakeHostOptions = {},
): Promise<void> {
  return withFakeHost({ cwd: "/home/ann/p/src/deep", ...options }, async (host) => {
    const store = storeOf(host);
    const projectDir = "/home/ann/p";
    writeSession(store, aSession({ id: OTHER, projectDir, seenAt: NOW - HOUR }));
    writeSession(store, aSession({ id: ID, projectDir, seenAt: NOW - 60 }));
    writeSession(store, aSession({ id: "elsewhere", projectDir: "/home/ann/q", seenAt: NOW }));
    await test(host);
  });
}

Deno.test("a person's pin is for the project of the working directory, an agent's for its session", () =>
  withSessions(async (host) => {
    const wide = await call(pin, host, "no", "deploys");
    assertEquals(wide, { code: 0, out: "pinned #1 for /home/ann/p\n", errors: "" });
    const newest = await call(pin, host, "--session", "keep the API");
    assertStringIncludes(newest.out, "pinned #2 for session 1a2b3c4d ");
    host.setEnv({ CLAUDE_CODE_SESSION_ID: OTHER });
    assertStringIncludes((await call(pin, host, "mine")).out, "pinned #3 for session 9f8e7d6c ");
    const named = await call(pin, host, "ours", "--project", "..", "--until", "7d");
    assertEquals(
      named.out,
      "pinned #4, until Jul 8 00:12 for /home/ann/p/src, where no session has been seen yet " +
        "(if that is not the place: tokenroom unpin 4 --all)\n",
    );
    const { out } = await call(pins, host);
    assertEquals(out.split("\n"), [
      "#2: keep the API",
      "    session 1a2b3c4d, by you, 0s ago",
      "#1: no deploys",
      "    project, by you, 0s ago",
      "#3: mine",
      "    session 9f8e7d6c, by the agent, 0s ago",
      "",
    ]);
    const all = await call(pins, host, "--all");
    assertMatch(all.out, /^\/home\/ann\/p\n#2: .*\n\/home\/ann\/p\/src\n#4: ours\n/s);
  }));

Deno.test("pin --everywhere holds in every project, and can be taken away from each", () =>
  withSessions(async (host) => {
    const pinned = await call(pin, host, "no deploys", "--everywhere", "--until", "7d");
    assertEquals(pinned.out, "pinned #1, until Jul 8 00:12 for every project\n");
    const listed = "#1: no deploys\n    every project, by you, 0s ago, until Jul 8 00:12\n";
    for (const dir of ["/home/ann/p", "/home/ann/q", "/nowhere"]) {
      assertEquals((await call(pins, host, "--project", dir)).out, listed);
    }
    await call(pin, host, "here too");
    assertMatch(
      (await call(pins, host, "--all")).out,
      /^\/home\/ann\/p\n#2: .*every project\n#1: /s,
    );
    const { pins: [, first] } = JSON.parse((await call(pins, host, "--json")).out);
    assertEquals([first.scope, first.session_id, first.project_dir], ["everywhere", null, null]);
    const gone = await call(unpin, host, "1", "--project", "/home/ann/q");
    assertEquals(gone.out, "unpinned #1: no deploys\n");
    assert(!(await call(pins, host, "--all")).out.includes("#1"));
    host.setEnv({ CLAUDE_CODE_SESSION_ID: ID });
    assertStringIncludes((await call(pin, host, "a", "--everywhere")).out, "for every project");
  }));

Deno.test("a pin is given back as it was typed, also where it looks like a number or an option", () =>
  withSessions(async (host) => {
    for (const text of ["007", "1.0", "0x10", "a  b", "--force is forbidden", "-"]) {
      assertEquals((await call(pin, host, "--", text)).code, 0);
    }
    assertEquals((await call(pin, host, "1.50", "is", "3e2")).code, 0);
    const { pins: listed } = JSON.parse((await call(pins, host, "--json")).out);
    assertEquals(listed.map(({ text }: { text: string }) => text).reverse(), [
      "007",
      "1.0",
      "0x10",
      "a  b",
      "--force is forbidden",
      "-",
      "1.50 is 3e2",
    ]);
  }));

Deno.test("pins --json is what docs/JSON.md says", () =>
  withSessions(async (host) => {
    await call(pin, host, "a\x1b[2J\u200bb", "--until", "2026-07-03");
    assertEquals((await call(pins, host, "--json")).out.includes("\u200b"), false);
    assertEquals(JSON.parse((await call(pins, host, "--json")).out), {
      project_dir: "/home/ann/p",
      pins: [{
        id: 1,
        scope: "project",
        session_id: null,
        project_dir: "/home/ann/p",
        author: "person",
        text: "a\x1b[2J\u200bb",
        created_at: NOW,
        expires_at: Date.UTC(2026, 6, 4) / 1000,
      }],
    });
    assertEquals(JSON.parse((await call(pins, host, "--all", "--json")).out).project_dir, null);
  }));

Deno.test("a pin ends at its time", () =>
  withSessions(async (host) => {
    await call(pin, host, "a", "--until", "2h");
    host.setNow(NOW + 2 * HOUR - 1);
    assertStringIncludes((await call(pins, host)).out, "1h 59m ago, until 02:12\n");
    host.setNow(NOW + 2 * HOUR);
    assertStringIncludes((await call(pins, host)).out, "Nothing is pinned in /home/ann/p.");
    assertStringIncludes((await call(pins, host, "--all")).out, "Nothing is pinned. ");
  }));

Deno.test("unpin takes away a pin of the project here, and another's only when told to", () =>
  withSessions(async (host) => {
    await call(pin, host, "here\nand below");
    await call(pin, host, "there", "--project", "/home/ann/q");
    assertEquals(await call(unpin, host, "2"), {
      code: 1,
      out: "",
      errors: "tokenroom: there is no pin #2 in this project (see: tokenroom pins --all)\n",
    });
    assertEquals(
      (await call(unpin, host, "2", "--project", "/home/ann/q")).out,
      "unpinned #2: there\n",
    );
    assertEquals((await call(unpin, host, "#1")).out, "unpinned #1: here\n    and below\n");
    assertEquals((await call(unpin, host, "--all", "1")).code, 1);
    assertStringIncludes((await call(pins, host, "--all")).out, "Nothing is pinned");
  }));

Deno.test("pinning what is pinned already is no failure, and pins nothing", () =>
  withSessions(async (host) => {
    await call(pin, host, "once");
    assertEquals(await call(pin, host, "once"), {
      code: 0,
      out: "pin #1 says so already\n",
      errors: "",
    });
    assertEquals((await call(pins, host)).out.match(/once/g)?.length, 1);
  }));

Deno.test("a refused pin says how long it is and how long it may be", () =>
  withSessions(async (host) => {
    const { code, out, errors } = await call(pin, host, "x".repeat(501));
    assertEquals([code, out], [2, ""]);
    assertMatch(errors, /^the pin has 501 characters and may have 500: [^\n]+$/);
  }));

const MISUSED: readonly (readonly [string, Command, readonly string[], string])[] = [
  ["pin", pin, [], "pin needs a text (see: tokenroom pin --help)"],
  ["pin", pin, [" "], "pin needs a text (see: tokenroom pin --help)"],
  ["pin", pin, ["a", "--until", "soon"], "--until is a span such as 12h or 7d, or a date"],
  ["pin", pin, ["a", "--until", "2020-01-01"], "--until 2020-01-01 lies in the past"],
  ["pin", pin, ["a", "--until", "0d"], "--until 0d lies in the past"],
  ["pin", pin, ["a", "--session", "--project", "/p"], "--session and --project exclude each other"],
  ["pin", pin, ["a", "--everywhere", "--session"], "--everywhere is for every project: leave"],
  [
    "pin",
    pin,
    ["a", "--everywhere", "--project", "/p"],
    "--everywhere is for every project: leave",
  ],
  ["pins", pins, ["a"], 'pins does not take "a"'],
  ["unpin", unpin, [], "unpin needs the number of one pin"],
  ["unpin", unpin, ["1", "2"], "unpin needs the number of one pin"],
  ["unpin", unpin, ["x"], "unpin needs the number of one pin"],
  ["unpin", unpin, ["1.5"], "unpin needs the number of one pin"],
  ["checkpoint", checkpoint, ["--next", "n"], "a checkpoint needs --task"],
  ["checkpoint", checkpoint, ["--task"], "--task needs a value"],
  ["checkpoint", checkpoint, ["--task", "t", "--next="], "--next needs a value"],
  ["checkpoint", checkpoint, ["text"], 'checkpoint does not take "text"'],
  ["handoff", handoff, ["--path", "--json"], "--path and --json exclude each other"],
  ["handoff", handoff, ["x"], 'handoff does not take "x"'],
];

for (const [verb, command, args, sentence] of MISUSED) {
  Deno.test(`${verb} refuses ${JSON.stringify(args)} in one sentence`, () =>
    withSessions(async (host) => {
      const { code, out, errors } = await call(command, host, ...args);
      assertEquals([code, out], [2, ""]);
      assertStringIncludes(errors, sentence);
      assert(!errors.includes("\n"));
      assertStringIncludes((await call(pins, host, "--all")).out, "Nothing is pinned");
    }));
}

Deno.test("where the working directory is gone, a command says so and takes one by name", () =>
  withSessions(async (host) => {
    for (const [command, ...args] of [[pin, "a"], [pins], [checkpoint], [handoff]] as const) {
      const { code, errors } = await call(command as Command, host, ...args as string[]);
      assertEquals([code, errors.includes("working directory")], [2, true]);
    }
    assertEquals((await call(pin, host, "a", "--project", "b")).code, 2);
    assertEquals((await call(pin, host, "a", "--project", "/home/ann/p")).code, 0);
  }, { cwd: null }));

Deno.test("checkpoint saves the note of a session and prints it", () =>
  withSessions(async (host) => {
    const args = ["--task", "split it", "--decision", "keep it: used", "--ruled-out", "007"];
    host.setEnv({ CLAUDE_CODE_SESSION_ID: OTHER });
    const saved = await call(checkpoint, host, ...args, "--next", "test", "--next", "commit");
    assertEquals(saved.out.split("\n"), [
      "checkpoint of session 9f8e7d6c, 0s old",
      "task: split it",
      "decided:",
      "  - keep it: used",
      "ruled out:",
      "  - 007",
      "next, in this order:",
      "  1. test",
      "  2. commit",
      "",
    ]);
    host.setNow(NOW + HOUR);
    const shown = await call(checkpoint, host);
    assertEquals(shown.out, saved.out.replace("0s old", "1h old"));
    assertEquals(JSON.parse((await call(checkpoint, host, "--json")).out), {
      session_id: OTHER,
      project_dir: "/home/ann/p",
      task: "split it",
      decisions: ["keep it: used"],
      ruled_out: ["007"],
      next_steps: ["test", "commit"],
      saved_at: NOW,
    });
  }));

Deno.test("a session sees its own note before the project's newest, a person the newest", () =>
  withSessions(async (host) => {
    host.setEnv({ CLAUDE_CODE_SESSION_ID: OTHER });
    await call(checkpoint, host, "--task", "older");
    host.setNow(NOW + 1);
    host.setEnv({ CLAUDE_CODE_SESSION_ID: ID });
    assertStringIncludes((await call(checkpoint, host)).out, "task: older");
    await call(checkpoint, host, "--task", "newer");
    host.setEnv({ CLAUDE_CODE_SESSION_ID: OTHER });
    assertStringIncludes((await call(checkpoint, host)).out, "task: older");
    host.setEnv({ CLAUDE_CODE_SESSION_ID: "" });
    assertStringIncludes((await call(checkpoint, host)).out, "task: newer");
    const elsewhere = await call(checkpoint, host, "--project", "/home/ann/q");
    assertEquals(elsewhere.out, "No session has saved a checkpoint in /home/ann/q.\n");
    assertEquals(
      (await call(checkpoint, host, "--project", "/home/ann/q", "--json")).out,
      "null\n",
    );
  }));

Deno.test("a note of a person goes to the session that was seen last in the project", () =>
  withSessions(async (host) => {
    const { out } = await call(checkpoint, host, "--task", "t");
    assertStringIncludes(out, "of session 1a2b3c4d,");
    const nobody = await call(checkpoint, host, "--task", "t", "--project", "/nowhere");
    assertEquals([nobody.code, nobody.out], [1, ""]);
    assertMatch(nobody.errors, /^tokenroom: no session has been seen in this project[^\n]+\n$/);
    host.setInput("text");
    assertEquals((await call(handoff, host, "--save", "--project", "/nowhere")).code, 1);
    const pinned = await call(pin, host, "a", "--session");
    assertEquals(pinned.code, 0);
  }));

Deno.test("pin --session where no session was seen says so", () =>
  withFakeHost({ cwd: "/home/ann/new" }, async (host) => {
    const { code, out, errors } = await call(pin, host, "a", "--session");
    assertEquals([code, out], [1, ""]);
    assertMatch(errors, /^tokenroom: no session has been seen in this project yet: [^\n]+\n$/);
  }));

Deno.test("handoff saves standard input and gives it back, with its path and as JSON", () =>
  withSessions(async (host) => {
    const text = "# State\n\n\thalf done\x1b[2J\n";
    host.setInput(text);
    const path = join(host.state, "handoffs", `${ID}.md`);
    assertEquals(
      (await call(handoff, host, "--save")).out,
      `saved the handoff of session 1a2b3c4d (${text.length} of 60000 characters): ${path}\n`,
    );
    assertEquals(Deno.readTextFileSync(path), text);
    host.setNow(NOW + HOUR);
    assertEquals(
      (await call(handoff, host)).out,
      `> handoff of session 1a2b3c4d, 1h old: ${path}\n\n# State\n\n\thalf done [2J\n`,
    );
    assertEquals((await call(handoff, host, "--path")).out, `${path}\n`);
    assertEquals(JSON.parse((await call(handoff, host, "--json")).out), {
      session_id: ID,
      project_dir: "/home/ann/p",
      path,
      chars: text.length,
      digest: "State: half done [2J",
      text,
      saved_at: NOW,
    });
  }));

Deno.test("handoff passes over one whose file was taken away, and knows none then", () =>
  withSessions(async (host) => {
    const store = storeOf(host);
    for (const [n, id] of [OTHER, ID].entries()) {
      const owner = { id, projectDir: "/home/ann/p", account: null };
      saveHandoff(store, host.state, owner, `text of ${id}`, NOW + n);
    }
    const path = (await call(handoff, host, "--path")).out.trim();
    assertStringIncludes(path, ID);
    Deno.removeSync(path);
    assertStringIncludes((await call(handoff, host)).out, `text of ${OTHER}`);
    Deno.removeSync(join(host.state, "handoffs"), { recursive: true });
    const sentence = "No session has saved a handoff in /home/ann/p.\n";
    assertEquals(await call(handoff, host), { code: 0, out: sentence, errors: "" });
    assertEquals(await call(handoff, host, "--path"), { code: 1, out: "", errors: sentence });
    assertEquals((await call(handoff, host, "--json")).out, "null\n");
  }));

Deno.test("a handoff that is empty or too long is refused, and the former stays", () =>
  withSessions(async (host) => {
    host.setInput("kept");
    await call(handoff, host, "--save");
    for (const input of ["", " \n", "x".repeat(60_001), "é".repeat(300_000)]) {
      host.setInput(input);
      const { code, out, errors } = await call(handoff, host, "--save");
      assertEquals([code, out], [1, ""]);
      assertMatch(errors, /^tokenroom: the handoff has [^\n]+\n$/);
    }
    assertStringIncludes((await call(handoff, host)).out, "\n\nkept\n");
  }));

Deno.test("handoff --save does not wait for a person to type", () =>
  withSessions(async (host) => {
    const { code, errors } = await call(handoff, host, "--save");
    assertEquals([code, errors], [2, "handoff --save reads its text on standard input"]);
  }, { terminal: true }));

Deno.test("a session that no store knows yet may save notes of its own", () =>
  withFakeHost({ cwd: "/home/ann/new" }, async (host) => {
    host.setEnv({ CLAUDE_CODE_SESSION_ID: ID, CLAUDE_PROJECT_DIR: "/home/ann/new" });
    assertEquals((await call(checkpoint, host, "--task", "t")).code, 0);
    assertStringIncludes((await call(checkpoint, host)).out, "of session 1a2b3c4d");
    host.setEnv({ CLAUDE_CODE_SESSION_ID: "../../evil" });
    const { out } = await call(pin, host, "a");
    assertStringIncludes(out, "for /home/ann/new");
    host.setNow(NOW + 30 * DAY);
    assertStringIncludes((await call(pins, host)).out, "by you, 30d ago");
  }));
