// doctor --fix and what doctor says of how things are kept.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { run as doctor } from "../../src/commands/doctor.ts";
import { run as install } from "../../src/commands/install.ts";
import { run as pin } from "../../src/commands/pin.ts";
import { run as pins } from "../../src/commands/pins.ts";
import { run as uninstall } from "../../src/commands/uninstall.ts";
import { openStore } from "../../src/io/store/database.ts";
import { appendEntry } from "../../src/io/store/entries.ts";
import { writeUsages } from "../../src/io/store/flows.ts";
import { salvageAside } from "../../src/io/store/salvage.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { damageStore } from "../support/damage.ts";
import { modeOf } from "../support/scratch.ts";
import { report } from "../support/tap.ts";

const CLIENT = String.raw`#!/bin/sh
file=${"${CLAUDE_CONFIG_DIR:-$HOME}"}/.claude.json
case "$1 $2" in
'--version ') echo '2.1.330 (Claude Code)' ;;
'mcp add') printf '{"mcpServers":{"%s":{"type":"stdio","command":"%s","args":["%s"]}}}' "$5" "$7" "$8" >"$file" ;;
esac
`;

const NO_TOKENS = {
  tokens: { input: 0, output: 0, write5m: 0, write1h: 0, read: 0 },
  fast: false,
  usOnly: false,
  ended: true,
  endsTurn: true,
};

/** A test on a wired machine, with permissions of its own: doctor gives them up for good. */
function fixTest(name: string, test: (host: FakeHost) => Promise<void>): void {
  const permissions = { read: true, write: true, run: true, env: true };
  const fn = () =>
    withFakeHost({}, async (host) => {
      Deno.mkdirSync(join(host.dir, "bin"));
      Deno.writeTextFileSync(join(host.dir, "bin/claude"), CLIENT, { mode: 0o755 });
      host.setEnv({ PATH: `${host.dir}/bin:/usr/bin:/bin` });
      Deno.writeTextFileSync(host.config.settings, '{"totalTokensReminder": "countdown"}');
      assertEquals(await install([], host), 0, host.errors());
      await report(host);
      await test(host);
    });
  Deno.test({ name, permissions, fn });
}

interface Report {
  readonly findings: readonly {
    readonly kind: string;
    readonly level: string;
    readonly remedy: string | null;
  }[];
  readonly repairs: readonly {
    readonly kind: string;
    readonly is_done: boolean;
    readonly said: string;
    readonly answers?: readonly string[];
  }[];
}

async function examine(host: FakeHost, ...args: string[]) {
  host.clear();
  const code = await doctor(["--json", ...args], host);
  const report: Report = JSON.parse(host.out());
  const kinds = report.findings.filter(({ level }) => level !== "ok").map(({ kind }) => kind);
  return { code, kinds, ...report };
}

const skill = (host: FakeHost) => join(host.config.skill, "SKILL.md");

fixTest(
  "doctor --fix wires again what was wiped, as install does, and is well then",
  async (host) => {
    const wired = Deno.readTextFileSync(host.config.settings);
    Deno.writeTextFileSync(host.config.settings, '{"totalTokensReminder": "countdown"}');
    host.clear();
    assertEquals(await doctor(["--fix"], host), 0, host.out());
    const [mended = "", ...rest] = host.out().split("\n\n");
    assertMatch(
      mended,
      /^mended {3}.*\.claude: statusline and hooks, as tokenroom install does\n {9}/,
    );
    assertStringIncludes(mended, "statusline");
    assertEquals(rest.at(-1), "Nothing needs you.\n");
    assertEquals(Deno.readTextFileSync(host.config.settings), wired);
  },
);

fixTest(
  "doctor --fix mends server, skill and hooks at once, and tells programs what it did",
  async (host) => {
    const settings = JSON.parse(Deno.readTextFileSync(host.config.settings));
    delete settings.hooks.PreCompact;
    Deno.writeTextFileSync(host.config.settings, JSON.stringify(settings));
    Deno.removeSync(host.config.client);
    Deno.removeSync(skill(host));
    const { code, kinds, repairs } = await examine(host, "--fix");
    assertEquals([code, kinds], [0, []]);
    assertEquals(repairs.map(({ kind, is_done, answers }) => [kind, is_done, answers]), [
      ["wiring", true, ["half-wired", "server-absent", "skill"]],
    ]);
    assert(Deno.statSync(skill(host)).isFile);
  },
);

fixTest("doctor --fix leaves alone what somebody chose", async (host) => {
  const settings = JSON.parse(Deno.readTextFileSync(host.config.settings));
  settings.statusLine = { type: "command", command: "npx ccstatusline" };
  const text = JSON.stringify(settings);
  Deno.writeTextFileSync(host.config.settings, text);
  Deno.writeTextFileSync(skill(host), "mine");
  const { code, kinds, repairs } = await examine(host, "--fix");
  assertEquals([code, kinds, repairs], [1, ["foreign-statusline", "skill"], []]);
  assertEquals(Deno.readTextFileSync(host.config.settings), text);
  assertEquals(Deno.readTextFileSync(skill(host)), "mine");
});

fixTest(
  "doctor --fix does not wire what was unwired, and says that it mends nothing",
  async (host) => {
    assertEquals(await uninstall([], host), 0);
    host.clear();
    assertEquals(await doctor(["--fix"], host), 1);
    assertMatch(host.out(), /^Nothing is broken that doctor may mend by itself\.\n\n/);
    assertStringIncludes(host.out(), "is not wired");
  },
);

fixTest("doctor --fix says what it could not mend, and goes on", async (host) => {
  const broken = '{"totalTokensReminder": "countdown", "hooks": []}';
  Deno.writeTextFileSync(host.config.settings, broken);
  Deno.removeSync(host.config.client);
  Deno.chmodSync(host.state, 0o755);
  const { code, repairs } = await examine(host, "--fix");
  assertEquals(code, 1);
  assertEquals(repairs.filter(({ kind }) => kind === "state-open").map((each) => each.is_done), [
    true,
  ]);
  assertEquals(Deno.readTextFileSync(host.config.settings), broken);
});

fixTest(
  "doctor finds a state directory that others may read and what writers left; --fix tidies",
  async (host) => {
    const left = join(host.state, "state.json.99-12345.new");
    Deno.writeTextFileSync(left, "{");
    Deno.utimeSync(left, NOW - 2 * HOUR, NOW - 2 * HOUR);
    Deno.chmodSync(host.state, 0o750);
    const before = await examine(host);
    assertEquals([before.code, before.kinds], [1, ["state-open", "leftovers"]]);
  },
);

fixTest("doctor --fix closes the state directory and takes what writers left", async (host) => {
  const left = join(host.state, "state.json.99-12345.new");
  Deno.writeTextFileSync(left, "{");
  Deno.utimeSync(left, NOW - 2 * HOUR, NOW - 2 * HOUR);
  Deno.chmodSync(host.state, 0o750);
  const { code, kinds } = await examine(host, "--fix");
  assertEquals([code, kinds], [0, []]);
  assertEquals(modeOf(host.state), "700");
  assertEquals([...Deno.readDirSync(host.state)].filter(({ name }) => name.endsWith(".new")), []);
});

fixTest("doctor finds a clock that went back", async (host) => {
  host.setNow(NOW - HOUR);
  const { code, kinds } = await examine(host);
  assertEquals([code, kinds], [1, ["clock-back"]]);
});

fixTest("doctor finds a store that the database itself finds damaged", async (host) => {
  damageStore(host.state);
  const { code, kinds } = await examine(host);
  assertEquals([code, kinds], [1, ["store-damaged"]]);
});

fixTest(
  "doctor --fix begins a new store with the notes of the damaged one, and says where that lies",
  async (host) => {
    assertEquals(await pin(["--everywhere", "no deploys before June 16"], host), 0, host.errors());
    damageStore(host.state);
    host.clear();
    assertEquals(await doctor(["--fix"], host), 0, host.out());
    const [mended = ""] = host.out().split("\n\n");
    assertMatch(mended, /^mended {3}the damaged store: a new one is in its place\n {9}/);
    assertStringIncludes(mended, `is kept: ${host.state}/tokenroom.db.corrupt-${NOW}\n`);
    assertMatch(mended, /\n {9}taken over: 1 pin, 1 account\n/);
    assert(Deno.statSync(`${host.state}/tokenroom.db.corrupt-${NOW}`).isFile);
    host.clear();
    assertEquals(await pins([], host), 0);
    assertStringIncludes(host.out(), "no deploys before June 16");
  },
);

fixTest("doctor --fix has nothing left to mend of a store that it mended", async (host) => {
  damageStore(host.state);
  const { code, kinds, repairs } = await examine(host, "--fix");
  assertEquals([code, kinds], [0, ["store-replaced", "never-reported"]]);
  assertEquals(repairs.map(({ kind, is_done }) => [kind, is_done]), [["store", true]]);
});

fixTest(
  "a report that meets damage begins a new store, and doctor says that its notes can be had back",
  async (host) => {
    assertEquals(await pin(["--everywhere", "no deploys before June 16"], host), 0);
    const path = join(host.state, "tokenroom.db");
    const db = new DatabaseSync(path);
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    const root = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'session'").get();
    db.close();
    {
      using file = Deno.openSync(path, { write: true });
      file.seekSync((Number(root?.rootpage) - 1) * 4_096, Deno.SeekMode.Start);
      file.writeSync(new Uint8Array(4_096).fill(0x5a));
    }
    // The first report that meets the damage begins anew, and the pin is not in it.
    host.setNow(NOW + MINUTE);
    await report(host);
    assertEquals(await pin(["--everywhere", "made since"], host), 0);
    const found = await examine(host);
    assertEquals(found.kinds, ["store-replaced"]);
    const { remedy } = found.findings.find(({ kind }) => kind === "store-replaced") ?? {};
    assertMatch(remedy ?? "", /^run: tokenroom doctor --fix \(takes over the notes/);
    host.clear();
    assertEquals(await pins([], host), 0);
    assert(!host.out().includes("no deploys"));
  },
);

fixTest("doctor --fix brings notes of a store that was moved aside back, once", async (host) => {
  assertEquals(await pin(["--everywhere", "no deploys before June 16"], host), 0);
  const aside = join(host.state, `tokenroom.db.corrupt-${NOW}`);
  const path = join(host.state, "tokenroom.db");
  for (const side of ["", "-wal", "-shm"]) Deno.renameSync(path + side, aside + side);
  await report(host);
  const store = openStore(host.state, 1_000, NOW);
  const detail = { file: `tokenroom.db.corrupt-${NOW}` };
  const entry = {
    at: NOW,
    kind: "store-replaced",
    sessionId: null,
    account: null,
    detail,
  } as const;
  appendEntry(store, entry);
  assertEquals(await pin(["--everywhere", "made since"], host), 0);
  host.clear();
  assertEquals(await doctor(["--fix"], host), 0, host.out());
  assertMatch(
    host.out(),
    /^mended {3}notes of the damaged store tokenroom\.db\.corrupt-\d+: taken/,
  );
  assertMatch(host.out(), /\n {9}taken over: 1 pin\n/);
  host.clear();
  assertEquals(await pins([], host), 0);
  assertEquals(host.out().match(/no deploys before June 16|made since/g)?.length, 2, host.out());
  assert(Deno.statSync(aside).isFile);
});

fixTest("doctor --fix takes nothing over a second time", async (host) => {
  const file = `tokenroom.db.corrupt-${NOW}`;
  Deno.writeTextFileSync(join(host.state, file), "no database at all, ".repeat(500));
  const store = openStore(host.state, 1_000, NOW);
  const entry = { at: NOW, sessionId: null, account: null, detail: { file } };
  appendEntry(store, { ...entry, kind: "store-replaced" });
  const first = await examine(host, "--fix");
  assertEquals(first.repairs.map(({ kind, said }) => [kind, said]), [
    ["notes", "taken over: nothing: none of it can be read"],
  ]);
  assertEquals(salvageAside(host.state, NOW), null);
});

fixTest("doctor tells how fresh each session of the last day is, five at most", async (host) => {
  for (let n = 0; n < 6; n++) {
    host.setNow(NOW + n * MINUTE);
    await report(host, { session: `s-${n}` });
  }
  host.setNow(NOW + 10 * MINUTE);
  host.clear();
  await doctor([], host);
  const lines = host.out().split("\n").filter((line) => line.includes("session s-"));
  assertEquals(lines.map((line) => line.replace(/ in .*: seen/, " seen")), [
    "ok       session s-5 seen 5m ago, its context 5m old",
    "ok       session s-4 seen 6m ago, its context 6m old",
    "ok       session s-3 seen 7m ago, its context 7m old",
    "ok       session s-2 seen 8m ago, its context 8m old",
    "ok       session s-1 seen 9m ago, its context 9m old",
  ]);
});

fixTest("doctor names the models of the last week whose price is another one's", async (host) => {
  const store = openStore(host.state, 1_000, NOW);
  const owner = { sessionId: "s-1", agentId: null, account: "a-1" };
  for (
    const [modelId, daysAgo, weight] of [
      ["claude-opus-5-5", 1, 10],
      ["claude-opus-9", 7, 10],
      ["glm-5.3", 8, 10],
      ["gpt-6", 1, 0],
    ] as const
  ) {
    const messageId = `msg_${modelId}`;
    const usage = { messageId, at: NOW - daysAgo * DAY, modelId, ...NO_TOKENS };
    writeUsages(store, owner, [{ usage, weight }]);
  }
  host.clear();
  await doctor([], host);
  const lines = host.out().split("\n").filter((line) => line.includes("price list"));
  assertEquals(lines.map((line) => line.replace(/of \d{4}-\d\d-\d\d/, "of DATE")), [
    "note     claude-opus-9 is not in the price list of DATE: its tokens count at the price of opus 5.5",
  ]);
});

fixTest("doctor --fix does not claim what is there still", async (host) => {
  Deno.removeSync(join(host.dir, "bin/claude"));
  Deno.removeSync(`${host.dir}/.claude.json`);
  host.setEnv({ PATH: "/usr/bin:/bin", HOME: host.dir });
  assertEquals((await fixed(host)).mended, "FAILED   ~/.claude: the MCP server");
  const settings = JSON.parse(Deno.readTextFileSync(host.config.settings));
  delete settings.hooks.Stop;
  Deno.writeTextFileSync(host.config.settings, JSON.stringify(settings));
  const { out } = await fixed(host);
  assertMatch(
    out,
    /^mended {3}~\/\.claude: what was missing of statusline and hooks, as tokenroom install does\n/,
  );
  assertMatch(out, /^FAILED {3}~\/\.claude: the MCP server, as tokenroom install does\n/m);
});

async function fixed(host: FakeHost) {
  host.clear();
  await doctor(["--fix"], host);
  const out = host.out();
  return { out, mended: out.split(", as tokenroom install")[0] };
}
