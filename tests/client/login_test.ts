// A person signs in to another account in a running session: the client's own `/login`, answered on
// loopback. Between that and the next reply nothing tells whose quota the session spends.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { LOGIN_LOOK_MS } from "../../src/commands/mcp/login_watch.ts";
import { say, type Usage } from "./support/answer.ts";
import { type Bench, openBench, terminalTest } from "./support/bench.ts";
import { nowSec } from "./support/expected.ts";
import { type Home, writeScript } from "./support/home.ts";
import { limitsAt } from "./support/messages_api.ts";
import { runClient, runInHome } from "./support/print_mode.ts";
import { contextsOf } from "./support/request.ts";
import { opensslIsThere, serveSignIn, type SignInService } from "./support/sign_in_service.ts";
import { openTerminal, type Terminal } from "./support/terminal.ts";
import { installTokenroom } from "./support/tokenroom.ts";
import { pause, until } from "./support/waiting.ts";

const USAGE: Usage = { input: 700, output: 300, cacheCreation: 6000, cacheRead: 20_000 };
const SCRIPT = [say("One.", USAGE), say("Two.", USAGE), say("Three.", USAGE)];
const ANN = { email: "ann@example.test", organisation: "Ann's" };
const BEN = { email: "ben@example.test", organisation: "Ben's" };
const HUD_AFTER_LOGIN = "after a login: quota comes with the next reply";

if (opensslIsThere()) {
  terminalTest(
    "after a login in a running session the next stamp asserts no figure of the former account",
    async () => {
      const limits = limitsAt(nowSec(), { utilization: 0.9, resetsInSec: 7200 }, {
        utilization: 0.3,
        resetsInSec: 2 * 86_400,
      });
      await using bench = openBench({ script: SCRIPT, limits });
      const service = serveSignIn(bench.home.dir, ANN);
      try {
        const home = signedOut(bench, service);
        const executable = await installTokenroom(home);
        const terminal = await openTerminal(home);
        await signIn(terminal, home);
        await terminal.submit("First.");
        await terminal.waitFor((screen) => screen.includes("⛶ 10% left"));
        assertEquals((await runInHome(home, [executable, "account", "label", "work"])).code, 0);

        service.person = BEN;
        const others = { utilization: 0.2, resetsInSec: 15_000 };
        const week = { utilization: 0.1, resetsInSec: 5 * 86_400 };
        Object.assign(limits, limitsAt(nowSec(), others, week));
        await signIn(terminal, home);
        const screen = await terminal.waitFor((now) => now.includes(HUD_AFTER_LOGIN));
        assert(!screen.includes("10% left"), screen);
        const state = JSON.parse(Deno.readTextFileSync(join(home.dir, ".tokenroom/state.json")));
        assertEquals([state.windows, state.windows_withheld], [[], "login-changed"]);

        await terminal.submit("Second.");
        await terminal.waitFor((now) => now.includes("⛶ 80% left"));
        await terminal.submit("Third.");
        const stamps = contextsOf(await bench.turn(2), "UserPromptSubmit");
        const [between, after] = stamps.slice(-2);
        assertStringIncludes(between ?? "", "quota withheld: there was a login at ");
        assertStringIncludes(between ?? "", "(its last, 5h: 10% left, was 'work''s)");
        assert(!/quota — |switched/.test(between ?? ""), between);
        assert(after?.startsWith("[tokenroom] account switched — now on another account"), after);
        assertStringIncludes(after ?? "", "5h: 80% left");
        // The first login told no more than that the session begins.
        assert(
          stamps.slice(0, -2).every((text) => !/login|switched/.test(text)),
          stamps.join("\n"),
        );
        await terminal.close();
      } finally {
        await service.close();
      }
    },
  );

  terminalTest(
    "a login outside of a running session is noted too, though the client tells nobody",
    async () => {
      const limits = limitsAt(nowSec(), { utilization: 0.9, resetsInSec: 7200 });
      await using bench = openBench({ script: SCRIPT, limits });
      const service = serveSignIn(bench.home.dir, ANN);
      try {
        const home = signedOut(bench, service);
        await installTokenroom(home);
        const terminal = await openTerminal(home);
        await signIn(terminal, home);
        await terminal.submit("First.");
        await terminal.waitFor((screen) => screen.includes("⛶ 10% left"));

        service.person = BEN;
        // Past the time within which two who saw a login saw the same one.
        await pause(16_000);
        const elsewhere = await runClient(home, ["auth", "login"], {
          env: {
            CLAUDE_CODE_OAUTH_REFRESH_TOKEN: "made-up",
            CLAUDE_CODE_OAUTH_SCOPES: "user:inference user:profile user:sessions:claude_code",
          },
        });
        assertEquals(elsewhere.code, 0, elsewhere.stderr);
        await pause(2 * LOGIN_LOOK_MS);
        await terminal.submit("Second.");
        const between = contextsOf(await bench.turn(1), "UserPromptSubmit").at(-1) ?? "";
        assertStringIncludes(between, "quota withheld: there was a login at ");
        assert(!between.includes("quota — "), between);
        await terminal.close();
      } finally {
        await service.close();
      }
    },
  );
}

// A HOME without a token in its environment, whose browser only notes where it was sent.
function signedOut(bench: Bench, service: SignInService): Home {
  const { CLAUDE_CODE_OAUTH_TOKEN: _, ...env } = bench.home.env;
  writeScript(bench.home, "xdg-open", `echo "$1" > "$HOME/opened"`);
  return { ...bench.home, env: { ...env, ...service.env, BROWSER: "xdg-open" } };
}

/** Goes through `/login` as a person does, and through the browser in their place. */
async function signIn(terminal: Terminal, home: Home): Promise<void> {
  const opened = join(home.dir, "opened");
  await terminal.submit("/login");
  await terminal.waitFor((screen) => screen.includes("Select login method"));
  terminal.press("Enter");
  const url = new URL(await until(() => takeText(opened), () => "no browser was opened"));
  const back = new URL(url.searchParams.get("redirect_uri") ?? "");
  assertEquals(back.hostname, "localhost");
  back.search = new URLSearchParams({
    code: "made-up",
    state: url.searchParams.get("state") ?? "",
  }).toString();
  const answer = await fetch(back, { redirect: "manual" });
  await answer.body?.cancel();
  await terminal.waitFor((screen) => screen.includes("Press Enter to continue"));
  terminal.press("Enter");
  await terminal.waitFor((screen) => !screen.includes("Press Enter to continue"));
}

function takeText(path: string): string | null {
  try {
    const text = Deno.readTextFileSync(path).trim();
    if (text === "") return null;
    Deno.removeSync(path);
    return text;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw cause;
  }
}
