// status, line, demo and help: what a person types.

import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { run as demo } from "../../src/commands/demo.ts";
import { run as help } from "../../src/commands/help.ts";
import { run as account } from "../../src/commands/account.ts";
import { run as line } from "../../src/commands/line.ts";
import { run as status } from "../../src/commands/status.ts";
import type { Command } from "../../src/io/host.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { FORMAT_FIELDS } from "../../src/model/line_format.ts";
import { COMMANDS } from "../../src/render/command_specs.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { converse } from "./support/conversation.ts";
import { published, report } from "../support/tap.ts";

/** Exit code and output of a command. */
async function call(command: Command, host: FakeHost, ...args: string[]) {
  host.clear();
  const code = await command(args, host);
  return { code, out: host.out(), errors: host.errors() };
}

Deno.test("status shows each budget of the session that reported last", () =>
  withFakeHost({}, async (host) => {
    await report(host, { costUsd: 26.034 });
    host.setNow(NOW + MINUTE);
    const { code, out, errors } = await call(status, host);
    assertEquals([code, errors], [0, ""]);
    assertEquals(out.split("\n").slice(0, 4), [
      "5h        60% left, resets 03:12 (in 2h 59m), 1m old",
      "7d        70% left, resets Sat 00:12 (in 2d 23h), 1m old",
      "context   89% left, 867k tokens before compaction",
      "cost      $26.03 this session, at API prices",
    ]);
    assertMatch(out, /^session +Sonnet 5\.5, .*, 1m ago$/m);
  }));

Deno.test("status names the account and who else spends it", () =>
  withFakeHost({}, async (host) => {
    const [mine, other] = [converse(host, "mine"), converse(host, "other")];
    for (const session of [other, mine]) {
      session.write("{}\n");
      await session.left(60);
      session.spend(session === other ? 3 : 1);
      await session.prompt();
    }
    await account(["label", "work"], host);
    await mine.left(59);
    const { out } = await call(status, host);
    assertMatch(out, /^account {3}work$/m);
    assertMatch(out, /^shared {4}7\d% of the account's flow: \//m);
  }));

Deno.test("status before the first report says how to get one", () =>
  withFakeHost({}, async (host) => {
    const { code, out } = await call(status, host);
    assertEquals(code, 0);
    assertStringIncludes(out, "No session has reported yet");
    assertEquals((await call(status, host, "--json")).out, "null\n");
  }));

Deno.test("status --json is what tap published, but for the time of writing", () =>
  withFakeHost({}, async (host) => {
    await report(host);
    host.setNow(NOW + MINUTE);
    const { code, out } = await call(status, host, "--json");
    assertEquals(code, 0);
    assertEquals(JSON.parse(out), { ...published(host), written_at: NOW + MINUTE });
  }));

Deno.test("status says why it has no windows to show", () =>
  withFakeHost({}, async (host) => {
    await report(host, { usedPct: null });
    assertStringIncludes((await call(status, host)).out, "this session has no rate-limit windows");
    await report(host, { session: "a", weekResetsAt: NOW + 2 * DAY });
    await report(host, { session: "b", weekResetsAt: NOW + 5 * DAY + HOUR });
    await report(host, { session: "c", usedPct: null, contextTokens: null, costUsd: 0 });
    assertStringIncludes((await call(status, host)).out, "withheld: several accounts");
  }));

Deno.test("status lets no control character of a client through to the terminal", () =>
  withFakeHost({}, async (host) => {
    const { aPayload } = await import("../support/reports.ts");
    const { tap } = await import("../support/tap.ts");
    const payload = aPayload(host);
    payload.model = { id: "m", display_name: "evil\x1b]0;title\x07\x1b[2J\nfake row" };
    payload.workspace = { project_dir: "/home/ann/\u009b31mred" };
    await tap(host, JSON.stringify(payload));
    const { out } = await call(status, host);
    // deno-lint-ignore no-control-regex
    assert(!/[\x00-\x09\x0b-\x1f\x7f-\x9f]/.test(out), JSON.stringify(out));
    assert(!out.includes("\nfake row"));
  }));

Deno.test("status refuses an option it does not have, in one sentence", () =>
  withFakeHost({}, (host) => {
    const cause = assertThrows(() => status(["--jsn"], host)) as Error;
    assertEquals(cause.message, "status has no option --jsn (see: tokenroom status --help)");
  }));

Deno.test("line counts down at the time of the call", () =>
  withFakeHost({}, async (host) => {
    await report(host, { costUsd: 51.634 });
    host.setNow(NOW + MINUTE);
    const expected = "5h 60% ↻2h 59m · 7d 70% · ctx 89% · $51.63\n";
    assertEquals(await call(line, host), { code: 0, out: expected, errors: "" });
    host.setNow(NOW + 5 * MINUTE);
    assertEquals(
      (await call(line, host)).out,
      "5h 60% (5m ago) ↻2h 55m · 7d 70% (5m ago) · ctx 89% · $51.63\n",
    );
  }));

Deno.test("line is one line also before the first report", () =>
  withFakeHost({}, async (host) => {
    assertEquals(await call(line, host), { code: 0, out: "no figures yet\n", errors: "" });
  }));

Deno.test("line stands on the store where nothing is published, or what is cannot be read", () =>
  withFakeHost({}, async (host) => {
    await report(host, { costUsd: 51.634 });
    const expected = (await call(line, host)).out;
    for (const text of ["", "[]", '{"resource_state":"99"}', null]) {
      const path = `${host.state}/state.json`;
      if (text === null) Deno.removeSync(path);
      else Deno.writeTextFileSync(path, text);
      assertEquals((await call(line, host)).out, expected);
    }
  }));

Deno.test("line says that a window was refilled", () =>
  withFakeHost({}, async (host) => {
    await report(host, { resetsAt: NOW + MINUTE });
    host.setNow(NOW + 2 * MINUTE);
    assertStringIncludes((await call(line, host)).out, "5h refilled · ");
  }));

/** What line prints for a template. */
async function formatted(host: FakeHost, template: string): Promise<string> {
  return (await call(line, host, "--format", template)).out;
}

Deno.test("line --format fills the fields of a template, and none with what is not known", () =>
  withFakeHost({}, async (host) => {
    await report(host, { costUsd: 51.634, weekUsedPct: 96 });
    host.setNow(NOW + 3 * MINUTE);
    assertEquals(
      await formatted(host, "{5h} {5h.reset} {5h.at} {5h.bar} {5h.pct} {5h.regime} {5h.age}"),
      "60% 2h 57m 03:12 ██████░░░░ 60 cruise 3m\n",
    );
    assertEquals(
      await formatted(host, "{week} {week.regime} {spend} {spend|none}{spend.bar|}"),
      "4% approach – none\n",
    );
    assertEquals(
      await formatted(host, "{spend.regime} {ctx} {ctx.tokens} {ctx.pct} {ctx.bar}"),
      "unknown 89% 867k 89 █████████░\n",
    );
    assertEquals(
      await formatted(host, "{{{cost}}} {model} {project}"),
      "{$51.63} Sonnet 5.5 project\n",
    );
    assertEquals(await formatted(host, "[{line}]"), `[${(await call(line, host)).out.trim()}]\n`);
    const spelled = await call(line, host, "--format={5h}");
    assertEquals(spelled.out, "60%\n");
  }));

Deno.test("line --format tells a refilled window, and of an old figure nothing", () =>
  withFakeHost({}, async (host) => {
    await report(host, { resetsAt: NOW + MINUTE });
    host.setNow(NOW + 2 * MINUTE);
    assertEquals(
      await formatted(host, "{5h} {5h.regime} {5h.reset} {5h.pct|0}"),
      "refilled refilled – 0\n",
    );
    host.setNow(NOW + HOUR);
    assertEquals(await formatted(host, "{week} {week.regime}"), "– unknown\n");
  }));

Deno.test("line --format stands on the store where nothing is published", () =>
  withFakeHost({}, async (host) => {
    await report(host);
    Deno.removeSync(`${host.state}/state.json`);
    assertEquals(await formatted(host, "{5h} {model} {project}"), "60% Sonnet 5.5 project\n");
  }));

Deno.test("line --format before the first report has a mark for every field", () =>
  withFakeHost({}, async (host) => {
    assertEquals(await formatted(host, "{5h} {ctx} {cost} {model} {project}"), "– – – – –\n");
  }));

Deno.test("line --format lets no name from outside act on a bar", () =>
  withFakeHost({}, async (host) => {
    const { aPayload } = await import("../support/reports.ts");
    const { tap } = await import("../support/tap.ts");
    const payload = aPayload(host);
    payload.model = { id: "m", display_name: "a | bash='rm' \x1b[31m\"#[fg=red]" };
    payload.workspace = { project_dir: "/x/%{A1:rm -rf ~:}<b>&{5h}" };
    await tap(host, JSON.stringify(payload));
    assertEquals(
      await formatted(host, "{model} {project}"),
      "a _ bash__rm_  _31m___fg_red_ __A1_rm -rf ____b___5h_\n",
    );
  }));

Deno.test("line --format refuses what it does not have, and names what it has", () =>
  withFakeHost({}, async (host) => {
    const refusal = async (template: string) =>
      (await assertRejects(() => formatted(host, template)) as Error).message;
    const unknown = await refusal("{nope}");
    assertStringIncludes(unknown, "no field {nope}");
    for (const name of FORMAT_FIELDS) assertStringIncludes(unknown, name);
    assertStringIncludes(await refusal("{5h"), "that nothing closes");
    assertStringIncludes(await refusal("5h}"), "that nothing opens");
    assertStringIncludes(await refusal(""), "--format needs a value");
  }));

Deno.test("demo shows a HUD and a stamp and stores nothing", () =>
  withFakeHost({}, async (host) => {
    const { code, out } = await call(demo, host);
    assertEquals(code, 0);
    assertStringIncludes(out, "  ⛶ 60% left ↻03:12 · ctx 56% (542k) · $26.03\n");
    assertStringIncludes(out, "  [tokenroom] now Wed, Jul 1, 00:12 UTC · quota — 5h: 60% left");
    assertEquals([...Deno.readDirSync(host.state)], []);
  }));

Deno.test("--version names the version, the commit and the target", () =>
  withFakeHost({}, async (host) => {
    for (const spelling of ["--version", "-V", "version"]) {
      assertEquals((await call(help, host, spelling)).out, "tokenroom 0.1.0 (test, linux-x64)\n");
    }
  }));

Deno.test("--help lists every command, and each has a page with its options and an example", () =>
  withFakeHost({}, async (host) => {
    const { out } = await call(help, host, "--help");
    for (const spec of COMMANDS) {
      assertMatch(out, new RegExp(`^  ${spec.verb} +\\S`, "m"));
      const page = await call(help, host, spec.verb, "--help");
      assertEquals(page, await call(help, host, "help", spec.verb));
      assertEquals(page.code, 0);
      for (const option of spec.options) assertStringIncludes(page.out, `--${option.name}`);
      for (const example of spec.examples) assertStringIncludes(page.out, example);
    }
  }));

Deno.test("the usage of a command names each of its options, and no example names a day that passes", () => {
  for (const { verb, usage, options, examples } of COMMANDS) {
    for (const { name } of options) assertMatch(usage, new RegExp(`--${name}\\b`), verb);
    for (const example of examples) assert(!/\b20\d\d-\d\d/.test(example), example);
  }
});

Deno.test("an unknown command is refused with the way to help, and exit code 2", () =>
  withFakeHost({}, async (host) => {
    assertEquals(await call(help, host, "stauts"), {
      code: 2,
      out: "",
      errors: 'tokenroom: there is no command "stauts" (see: tokenroom --help)\n',
    });
    const { errors } = await call(help, host, "\x1b[2J");
    assert(!errors.includes("\x1b"));
  }));

Deno.test("an executable that was never sealed says so and does nothing", () =>
  withFakeHost({ sealed: false }, async (host) => {
    assertEquals(await call(help, host, "hook", "user-prompt-submit"), {
      code: 0,
      out: "",
      errors: "",
    });
    const tap = await call(help, host, "tap");
    assertEquals([tap.code, tap.errors], [0, ""]);
    assertMatch(tap.out, /^⛶ .*not sealed.*\n$/);
    for (const verb of ["status", "line", "install", "doctor", "mcp"]) {
      const { code, out, errors } = await call(help, host, verb);
      assertEquals([code, out], [1, ""], verb);
      assertStringIncludes(errors, "not sealed");
    }
    assertEquals((await call(help, host, "--version")).code, 0);
    assertEquals((await call(help, host, "tap", "--help")).code, 0);
  }));
