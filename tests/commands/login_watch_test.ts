import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { openLoginWatch } from "../../src/commands/mcp/login_watch.ts";
import { readFaults } from "../../src/io/faults.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { feedHook, stamp } from "../support/hook.ts";
import { anEvent, aPayload } from "../support/reports.ts";
import { report, tap } from "../support/tap.ts";

const WORK = { weekResetsAt: NOW + 2 * DAY, resetsAt: NOW + 2 * HOUR, usedPct: 90 };
const SECRET = "sk-made-up";

let writes = 0;

/** The client writes its state; `who` null: nobody is logged in. */
function state(host: FakeHost, who: string | null, rest: Record<string, unknown> = {}): void {
  const oauthAccount = who === null
    ? undefined
    : { accountUuid: who, organizationUuid: "o", emailAddress: `${who}@example.test` };
  const path = host.seal?.configs[0]?.client ?? "";
  Deno.writeTextFileSync(path, JSON.stringify({ ...rest, primaryApiKey: SECRET, oauthAccount }));
  // Two writes may fall into one tick of the file system's clock.
  Deno.utimeSync(path, NOW, NOW + ++writes);
}

async function withWatch(
  test: (host: FakeHost, look: () => Promise<void>) => Promise<void>,
): Promise<void> {
  await withFakeHost({}, async (host) => {
    host.setEnv({ CLAUDE_CODE_SESSION_ID: "w", NO_COLOR: "1" });
    state(host, "ann");
    const look = openLoginWatch({ host, startedAt: NOW });
    await look();
    await report(host, { session: "w", ...WORK });
    host.setEnv({ CLAUDE_CODE_SESSION_ID: "w", NO_COLOR: "1" });
    host.setNow(NOW + HOUR / 2);
    await test(host, look);
    assertEquals(readFaults(host.state), []);
  });
}

const told = async (host: FakeHost) => await stamp(host, { session_id: "w" }) ?? "";

Deno.test("a login outside of the session withholds its figures until its next reply", () =>
  withWatch(async (host, look) => {
    state(host, "ben");
    await look();
    const text = await told(host);
    assertStringIncludes(text, "quota withheld: there was a login at 00:");
    assert(!text.includes("quota — "), text);
    await report(host, { session: "w", costUsd: 2, ...WORK });
    assertStringIncludes(await told(host), "5h: 10% left");
  }));

Deno.test("what the client writes beside the login is no login, nor is one that comes back", () =>
  withWatch(async (host, look) => {
    for (const who of ["ann", null, "ann"]) {
      state(host, who, { numStartups: writes });
      await look();
    }
    Deno.writeTextFileSync(host.seal?.configs[0]?.client ?? "", "{half");
    await look();
    Deno.removeSync(host.seal?.configs[0]?.client ?? "");
    await look();
    state(host, "ann");
    await look();
    await report(host, { session: "w", ...WORK });
    assertStringIncludes(await told(host), "5h: 10% left");
  }));

Deno.test("a login that the client itself told of is noted once", () =>
  withWatch(async (host, look) => {
    const event = anEvent(host, "Notification-auth_success", { session_id: "w" });
    await feedHook(host, "notification", JSON.stringify(event));
    await report(host, { session: "w", usedPct: null, costUsd: 0 });
    await report(host, { session: "w", costUsd: 0.1, ...WORK });
    // The reply was quicker than the look.
    state(host, "ben");
    await look();
    assertStringIncludes(await told(host), "5h: 10% left");
    host.setNow(host.now() + MINUTE);
    state(host, "ann");
    await look();
    assertStringIncludes(await told(host), "quota withheld: there was a login");
  }));

Deno.test("nothing of the client's state is stored", () =>
  withWatch(async (host, look) => {
    state(host, "ben");
    await look();
    await told(host);
    for (const name of ["tokenroom.db", "tokenroom.db-wal", "state.json"]) {
      const bytes = new TextDecoder("latin1").decode(Deno.readFileSync(`${host.state}/${name}`));
      for (const word of [SECRET, "ben@", "example.test"]) assert(!bytes.includes(word), name);
    }
  }));

Deno.test("a login between two sessions withholds what the next one would be taken for", () =>
  withWatch(async (host) => {
    state(host, "ben");
    host.setEnv({ CLAUDE_CODE_SESSION_ID: "next", NO_COLOR: "1" });
    const look = openLoginWatch({ host, startedAt: host.now() });
    // The server may be quicker than the session's first event.
    await look();
    await report(host, { session: "next", usedPct: null, contextTokens: null, costUsd: 0 });
    await look();
    const first = await stamp(host, { session_id: "next" }) ?? "";
    assertStringIncludes(first, "quota withheld: there was a login");
    assert(!first.includes("10%"), first);
    await report(host, { session: "next", costUsd: 0.1, ...WORK });
    assertStringIncludes(await stamp(host, { session_id: "next" }) ?? "", "5h: 10% left");
  }));

Deno.test("a session that begins under the login of the last one is taken for its account", () =>
  withWatch(async (host) => {
    host.setEnv({ CLAUDE_CODE_SESSION_ID: "next", NO_COLOR: "1" });
    await report(host, { session: "next", usedPct: null, contextTokens: null, costUsd: 0 });
    await openLoginWatch({ host, startedAt: host.now() })();
    const first = await stamp(host, { session_id: "next" }) ?? "";
    assert(!first.includes("login"), first);
  }));

Deno.test("the directory that a launch leaves to the client is watched, however it is named", () =>
  withFakeHost({ configs: 2 }, async (host) => {
    const [usual = host.config, second = host.config] = host.seal?.configs ?? [];
    for (const [named, { dir, client }] of [["", usual], [`${second.dir}/`, second]] as const) {
      const session = `w${named}`.replaceAll(/\W/g, "");
      host.setEnv({ CLAUDE_CODE_SESSION_ID: session, CLAUDE_CONFIG_DIR: named, NO_COLOR: "1" });
      const place = { now: host.now, config: { dir } };
      const login = (who: string) => {
        Deno.writeTextFileSync(client, JSON.stringify({ oauthAccount: { emailAddress: who } }));
        Deno.utimeSync(client, NOW, NOW + ++writes);
      };
      login("ann");
      const look = openLoginWatch({ host, startedAt: NOW });
      await look();
      await tap(host, JSON.stringify(aPayload(place, { session, ...WORK })));
      login("ben");
      await look();
      const event = JSON.stringify(anEvent(place, "UserPromptSubmit", { session_id: session }));
      assertStringIncludes(await feedHook(host, "user-prompt-submit", event), "was a login");
    }
  }));

Deno.test("a directory that the client reaches through a link is watched under the link's name", () =>
  withFakeHost({}, async (host) => {
    const link = `${host.config.dir}-link`;
    Deno.symlinkSync(host.config.dir, link);
    for (const [named, from, to] of [[undefined, "ann", "ben"], [link, "ben", "cem"]] as const) {
      const session = `w-${to}`;
      host.setEnv({
        CLAUDE_CODE_SESSION_ID: session,
        NO_COLOR: "1",
        ...named === undefined ? {} : { CLAUDE_CONFIG_DIR: named },
      });
      const place = { now: host.now, config: { dir: link } };
      state(host, from);
      const look = openLoginWatch({ host, startedAt: NOW });
      await look();
      await tap(host, JSON.stringify(aPayload(place, { session, ...WORK })));
      state(host, to);
      await look();
      const event = JSON.stringify(anEvent(place, "UserPromptSubmit", { session_id: session }));
      assertStringIncludes(await feedHook(host, "user-prompt-submit", event), "was a login");
    }
  }));
