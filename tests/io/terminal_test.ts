import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { terminalSize } from "../../src/io/terminal.ts";
import { openScratch } from "../support/scratch.ts";
import { openShell, tmuxIsThere } from "../support/shell.ts";

const BROKEN = fromFileUrl(new URL("../support/broken_pane.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

for (const [way, code] of [["ERROR", 1], ["REJECTION", 1], ["EXIT", 7]] as const) {
  Deno.test({
    name: `the terminal is given back when the program ends by ${way} that nobody catches`,
    ignore: !tmuxIsThere(),
    fn: async () => {
      using scratch = openScratch();
      await using shell = await openShell(scratch.path, { columns: 80, rows: 24 });
      const before = await shell.state();
      const flags = ["run", "-A", "--no-check", "--cached-only", "--config", CONFIG];
      const cache = `DENO_DIR=${Deno.env.get("DENO_DIR") ?? ""}`;
      shell.run("env", cache, "NO_COLOR=1", Deno.execPath(), ...flags, BROKEN, way);
      await shell.waitFor((screen) => screen.includes("the pane is up"));
      assert((await shell.state()).isAlternate);
      await shell.prompt();
      assertEquals(await shell.state(), before);
      if (way !== "EXIT") assertStringIncludes(shell.screen(), "nobody catches this");
      assertEquals(await shell.lastCode(), code);
    },
  });
}

Deno.test("terminalSize() believes what the environment tells, and no nonsense", () => {
  // Where the tests have a terminal, that decides.
  if (Deno.stdout.isTerminal() || Deno.stdin.isTerminal() || Deno.stderr.isTerminal()) return;
  assertEquals(terminalSize({ COLUMNS: "132", LINES: "50" }), { columns: 132, rows: 50 });
  for (const value of ["", "0", "-5", "wide", "1.5"]) {
    assertEquals(terminalSize({ COLUMNS: value }).columns, 80, value);
  }
  assertEquals(terminalSize({ COLUMNS: "100000" }).columns, 1_000);
  assertEquals(terminalSize({}), { columns: 80, rows: 24 });
});
