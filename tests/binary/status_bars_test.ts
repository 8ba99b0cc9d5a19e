// The recipes of docs/integrations, run as a bar would run them.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { type Program, runProgram, sealProgram } from "../support/program.ts";
import { aPayload } from "../support/reports.ts";
import { openShell, tmuxIsThere } from "../support/shell.ts";

const RECIPES = fromFileUrl(new URL("../../docs/integrations/", import.meta.url));
const hasTmux = tmuxIsThere();

const program = await sealProgram();
addEventListener("unload", () => program[Symbol.dispose]());
await program.run(["tap"], { input: JSON.stringify(aPayload(program, { usedPct: 93 })) });

const recipe = (path: string) => Deno.readTextFileSync(join(RECIPES, path));

function environment({ home, executable }: Program): Record<string, string> {
  return { HOME: home, PATH: `${dirname(executable)}:/usr/bin:/bin`, TZ: "Asia/Tokyo" };
}

/** Runs a command line as bars do. */
function shell(line: string, env: Record<string, string> = environment(program)) {
  return runProgram("/bin/sh", ["-c", line], env);
}

Deno.test("the xbar recipe shows the bar, then a dropdown, in the colour of the regime", async () => {
  const { code, out, err } = await shell(`'${join(RECIPES, "xbar/tokenroom.5s.sh")}'`);
  assertEquals([code, err], [0, ""]);
  const [bar, rule, ...items] = out.trimEnd().split("\n");
  assertEquals([bar, rule], ["7% · 89% | color=orange", "---"]);
  assertMatch(items[0] ?? "", /^5h +█░░░░░░░░░ 7% · resets \d\d:\d\d \(in .*\) \| font=Menlo$/);
  const watch = items.find((item) => item.startsWith("Watch live"));
  assertStringIncludes(watch ?? "", `bash="${program.executable}" param1=watch terminal=true`);
});

Deno.test("the xbar recipe says so where there is no tokenroom", async () => {
  const env = { HOME: "/nowhere", PATH: "/usr/bin:/bin" };
  const { code, out } = await shell(`'${join(RECIPES, "xbar/tokenroom.5s.sh")}'`, env);
  assertEquals(code, 0);
  assertStringIncludes(out, "not on the PATH");
});

Deno.test("the waybar recipe prints the JSON that waybar reads", async () => {
  const [, command = ""] = /"exec": ("(?:[^"\\]|\\.)*")/.exec(recipe("waybar/tokenroom.jsonc")) ??
    [];
  const { code, out, err } = await shell(JSON.parse(command));
  assertEquals([code, err], [0, ""]);
  const told = JSON.parse(out);
  assertMatch(told.text, /^7% ↻/);
  assertEquals([told.class, told.percentage], ["descend", 7]);
});

for (
  const [path, form] of [
    ["polybar/tokenroom.ini", /^exec = (.*)$/m],
    ["starship/starship.toml", /^command = "(.*)"$/m],
  ] as const
) {
  Deno.test(`the command of ${path} prints figures`, async () => {
    const { code, out, err } = await shell(form.exec(recipe(path))?.[1] ?? "exit 9");
    assertEquals([code, err], [0, ""]);
    assertMatch(out, /^7% .*· 89%\n$/);
  });
}

Deno.test({
  name: "the tmux recipe fills the status bar, and its key opens the live pane",
  ignore: !hasTmux,
  fn: async () => {
    const { PATH = "" } = environment(program);
    // A tmux in a tmux: its bar is drawn only where somebody looks at it.
    await using outer = await openShell(program.home, { columns: 100, rows: 30, env: { PATH } });
    const socket = join(program.home, "bar.socket");
    outer.run("tmux", "-u", "-S", socket, "-f", join(RECIPES, "tmux.conf"), "new-session", "cat");
    try {
      await outer.waitFor((screen) => /5h 7% ↻.* · 7d 70% · ctx 89% · \$1\.00/.test(screen));
      outer.press("C-b");
      outer.press("T");
      await outer.waitFor((screen) => screen.includes("TOKENROOM · live"));
      outer.press("q");
      await outer.waitFor((screen) => !screen.includes("TOKENROOM"));
    } finally {
      await shell(`tmux -S '${socket}' kill-server`);
    }
    await outer.prompt();
  },
});
