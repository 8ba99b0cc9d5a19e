import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { run as account } from "../../src/commands/account.ts";
import { run as forget } from "../../src/commands/forget.ts";
import { HOOK_BUSY_MS, openStore, type Store } from "../../src/io/store/database.ts";
import { readLogin, writeLogin } from "../../src/io/store/logins.ts";
import { DAY } from "../../src/model/units.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { stamp } from "../support/hook.ts";
import { published, report } from "../support/tap.ts";
import { workOn } from "./support/working_session.ts";

const SECRET = "SECRET-of-the-session";

async function call(host: FakeHost, ...args: string[]): Promise<string> {
  host.clear();
  assertEquals(await forget(args, host), 0);
  return host.out();
}

/** Every file below the state directory and every row of the store that holds a text. */
function findings(host: FakeHost, text: string): string[] {
  const store = openStore(host.state, HOOK_BUSY_MS, NOW);
  const rows = tablesOf(store).filter((table) =>
    store.db.prepare(`SELECT * FROM ${table}`).all().some((row) =>
      Object.values(row).some((value) => typeof value === "string" && value.includes(text))
    )
  );
  return [...rows, ...filesWith(host.state, text)];
}

function filesWith(dir: string, text: string): string[] {
  return [...Deno.readDirSync(dir)].flatMap(({ name, isDirectory }) => {
    const path = `${dir}/${name}`;
    if (isDirectory) return filesWith(path, text);
    const bytes = new TextDecoder("latin1").decode(Deno.readFileSync(path));
    return bytes.includes(text) ? [name] : [];
  });
}

function tablesOf(store: Store): string[] {
  return store.db.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  ).all().map(({ name }) => String(name));
}

async function atWork(host: FakeHost, id: string): Promise<void> {
  const session = workOn(host, id);
  session.write("{}\n");
  await session.left(50);
  session.spend(1);
  session.checkpoint();
  session.handoff(`${SECRET}\n`);
  session.pin(SECRET, "agent");
  await session.prompt();
  await session.batch();
  await session.compacts();
}

Deno.test("forget --session leaves neither a row nor a file of it, and everything of the others", () =>
  withFakeHost({}, async (host) => {
    await atWork(host, "keep-1");
    await atWork(host, "gone-1");
    const before = findings(host, "keep-1");
    assert(findings(host, "gone-1").length > 8);
    const shown = await call(host, "--session", "gone-1");
    assertEquals(findings(host, "gone-1"), []);
    const after = findings(host, "keep-1");
    // Published figures are written with the next report; the log is empty.
    const lost = before.filter((place) => !after.includes(place));
    assertEquals([...new Set(lost)].sort(), ["state.json", "tokenroom.db-wal"]);
    assertStringIncludes(shown, "handoffs/gone-1.md");
    assert(/ {2}\d+ {2}session$/m.test(shown), shown);
    assertThrows(() => forget(["--session", "gone-1"], host));
  }));

Deno.test("forget --account leaves nothing of its figures, and the other account's", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "a", weekResetsAt: NOW + 2 * DAY });
    await account(["label", "work"], host);
    await report(host, { session: "b", weekResetsAt: NOW + 5 * DAY });
    await account(["label", "home"], host);
    const home = (published(host).session as { account: string }).account;
    await report(host, { session: "a", costUsd: 2, weekResetsAt: NOW + 2 * DAY });
    const work = (published(host).session as { account: string }).account;
    // Sessions are told of it, and one goes from it to the other.
    for (const session_id of ["a", "b"]) await stamp(host, { session_id });
    await report(host, { session: "c", weekResetsAt: NOW + 2 * DAY });
    await report(host, { session: "c", costUsd: 2, weekResetsAt: NOW + 5 * DAY });
    await report(host, { session: "a", costUsd: 2, weekResetsAt: NOW + 2 * DAY });
    for (const session_id of ["a", "b"]) await stamp(host, { session_id });
    const dry = await call(host, "--account", "work", "--dry-run");
    assert(findings(host, work).length > 3);
    assertStringIncludes(dry, "would delete:");
    const shown = await call(host, "--account", "work");
    assertEquals(shown, dry.replace("would delete", "deleted"));
    assertEquals(findings(host, work), []);
    assert(findings(host, home).includes("window_sample"));
    assertThrows(() => Deno.statSync(`${host.state}/accounts/${work}`));
  }));

Deno.test("with the last account of a directory goes what is known of its login", () =>
  withFakeHost({}, async (host) => {
    for (const [session, days] of [["a", 2], ["b", 5]] as const) {
      await report(host, { session, weekResetsAt: NOW + days * DAY });
      await account(["label", session], host);
    }
    const store = openStore(host.state, HOOK_BUSY_MS, NOW);
    writeLogin(store, host.config.dir, "print", NOW);
    await call(host, "--account", "a");
    assertEquals(readLogin(store, host.config.dir), "print");
    await call(host, "--account", "b");
    assertEquals(readLogin(store, host.config.dir), null);
  }));

Deno.test("forget --all leaves the settings and nothing else", () =>
  withFakeHost({}, async (host) => {
    Deno.writeTextFileSync(`${host.state}/config.json`, '{"mode":"performance"}');
    await atWork(host, "gone-1");
    Deno.writeTextFileSync(`${host.state}/report.html`, SECRET);
    await call(host, "--all", "--dry-run");
    assert(findings(host, SECRET).length > 1);
    assertStringIncludes(await call(host, "--all"), "kept: config.json");
    assertEquals([...findings(host, SECRET), ...findings(host, "gone-1")], []);
    const store = openStore(host.state, HOOK_BUSY_MS, NOW);
    assertEquals(
      tablesOf(store).filter((table) =>
        store.db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined
      ),
      [],
    );
    assert(Deno.statSync(`${host.state}/config.json`).isFile);
    // A directory of an account is named by its key.
    assert([...Deno.readDirSync(host.state)].every(({ name }) => name !== "accounts"));
  }));

Deno.test("whatever is forgotten, a report that was saved goes with it", () =>
  withFakeHost({}, async (host) => {
    await atWork(host, "gone-1");
    Deno.writeTextFileSync(`${host.state}/report.html`, SECRET);
    assertStringIncludes(await call(host, "--session", "gone-1"), "file  report.html");
    assertEquals(findings(host, SECRET), []);
  }));

Deno.test("forget --session takes the beginning of an id, where it is one session's", () =>
  withFakeHost({}, async (host) => {
    for (const id of ["keep-1", "keep-2", "gone-1"]) await report(host, { session: id });
    for (
      const [given, why] of [["keep", "2 sessions begin with"], ["other", "is known"]] as const
    ) {
      assertStringIncludes(
        (assertThrows(() => forget(["--session", given], host)) as Error).message,
        why,
      );
    }
    await call(host, "--session", "go");
    const store = openStore(host.state, HOOK_BUSY_MS, NOW);
    const left = store.db.prepare("SELECT id FROM session ORDER BY id").all();
    assertEquals(left.map(({ id }) => id), ["keep-1", "keep-2"]);
  }));

Deno.test("forget wants exactly one thing to forget", () =>
  withFakeHost({}, (host) => {
    for (const args of [[], ["--all", "--session", "x"], ["--account", "nobody"]]) {
      assertThrows(() => forget(args, host));
    }
  }));
