// What audit and report tell of a session of the real client, and how audit and doctor fill their terminal.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { terminalTest } from "./support/bench.ts";
import { openEventful, playEventful } from "./support/eventful.ts";
import { runInHome } from "./support/print_mode.ts";
import { onScreen } from "./support/screen.ts";

const ZONE = "Asia/Tokyo";

terminalTest(
  "audit, report and doctor tell a real session as it went, at every width",
  async () => {
    await using bench = openEventful(ZONE);
    const executable = await playEventful(bench);
    const { code, stdout } = await runInHome(bench.home, [executable, "audit"]);
    assertEquals(code, 0);
    const labels = [...stdout.matchAll(/^\d\d:\d\d {2}(\S+) /gm)].map(([, label]) => label ?? "");
    assertInOrder(labels, [
      "session",
      "account",
      "stamp",
      "consult",
      "update",
      "compaction",
      "injection",
      "stamp",
      "stamp",
      "wall",
    ]);
    assertMatch(stdout, /^\d\d:\d\d {2}consult {5}fit_check → \w+$/m);
    assertMatch(stdout, /^\d\d:\d\d {2}no stamp {4}no figures: none reported yet, or an API key$/m);
    assert(!labels.includes("trim"), stdout);
    assertMatch(stdout, /compaction {2}manual, \d+k? → \d+k? tokens/);
    assertMatch(stdout, /own time +\d+ ms an answer/);
    for (const line of stdout.split("\n")) assert(line.length <= 80, line);

    const page = await runInHome(bench.home, [executable, "report"]);
    assertStringIncludes(page.stdout, "0% left  empty ");
    assertMatch(page.stdout, /Bash +1 × +\$1\.20/);
    assertMatch(page.stdout, /manual {4}\d+k? → \d+k? tokens/);

    for (const columns of [40, 80, 160]) {
      const rows = await onScreen(bench.home, [executable, "audit"], { columns, rows: 100 });
      assert(rows.some((row) => row.includes("fit_check →")), rows.join("\n"));
      // A row that the terminal had to break would begin at its left margin.
      const torn = rows.filter((row) => !/^(\s|$|\d\d:\d\d {2}|\w{3}, \w{3} |Since )/.test(row));
      assertEquals(torn, [], `at ${columns} columns`);
      assert(
        Math.max(...rows.map((row) => row.length)) > columns * 0.7,
        `${columns} columns unused`,
      );
      const findings = await onScreen(bench.home, [executable, "doctor"], { columns, rows: 100 });
      assert(
        findings.some((row) => row.startsWith("ok       ~/.claude is wired")),
        String(findings),
      );
      const begins = /^(\s|$|(ok|note|PROBLEM) {2}|What each |Nothing needs you)/;
      assertEquals(findings.filter((row) => !begins.test(row)), [], `at ${columns} columns`);
    }
  },
);

function assertInOrder(found: readonly string[], expected: readonly string[]): void {
  let at = 0;
  for (const label of found) if (label === expected[at]) at++;
  assertEquals(at, expected.length, `${expected[at]} is missing in ${found.join(", ")}`);
}
