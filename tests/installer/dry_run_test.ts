import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { INSTALL_SH, listTree, openMachine, runInstaller, SHELLS } from "./support/machine.ts";
import { makeRelease, serveRelease } from "./support/release.ts";
import { writeStandIn } from "./support/stand_in.ts";

for (const shell of SHELLS) {
  Deno.test(`${shell.join(" ")} --dry-run says every step with its values and touches nothing`, async () => {
    using machine = openMachine("a home's ü");
    await using site = serveRelease(await makeRelease());
    const { home } = machine;
    const before = listTree(machine.root);
    // Where a temporary file would go there is no directory.
    const env = { TMPDIR: join(machine.root, "missing"), SHELL: "/bin/sh" };
    const { code, out, err } = await runInstaller(
      machine,
      [
        "--dry-run",
        "--base-url",
        site.base,
        "--version",
        "9.9.9",
        "--hud",
        "both",
        "--modify-path",
      ],
      { shell, env, piped: Deno.readTextFileSync(INSTALL_SH) },
    );
    assertEquals({ code, err }, { code: 0, err: "" });
    for (
      const value of [
        `${site.base}/download/v9.9.9/tokenroom-`,
        `${site.base}/download/v9.9.9/SHA256SUMS`,
        `create    ${home}/.tokenroom (mode 0700)`,
        `create    ${home}/.local/bin`,
        `settings1     ${home}/.claude/settings.json`,
        `client1       ${home}/.claude.json`,
        `place     ${home}/.local/bin/tokenroom`,
        "tokenroom' install --hud both",
        "tokenroom' demo",
        `${home}/.profile: export PATH=`,
      ]
    ) assertStringIncludes(out, value);
    assertEquals(site.requests, []);
    assertEquals(listTree(machine.root), before);
  });
}

Deno.test("--dry-run of an upgrade says what it replaces and keeps it", async () => {
  using machine = openMachine();
  const from = writeStandIn(join(machine.root, "built"));
  await runInstaller(machine, ["--from", from, "--config-dir", join(machine.home, "work")]);
  const before = listTree(machine.root);
  const { code, out } = await runInstaller(machine, ["--from", from, "--dry-run"]);
  assertEquals(code, 0);
  assertStringIncludes(out, "replaces the one there");
  assertStringIncludes(out, `config1       ${machine.home}/work`);
  assertEquals(listTree(machine.root), before);
});

Deno.test("--uninstall --dry-run names what would go and keeps it", async () => {
  using machine = openMachine();
  const from = writeStandIn(join(machine.root, "built"));
  await runInstaller(machine, ["--from", from, "--modify-path"]);
  const before = listTree(machine.root);
  const { code, out } = await runInstaller(machine, ["--uninstall", "--purge", "--dry-run"]);
  assertEquals(code, 0);
  for (
    const text of ["/tokenroom uninstall", ".local/bin/tokenroom\n", ".profile", ".tokenroom and"]
  ) {
    assertStringIncludes(out, text);
  }
  assertEquals(listTree(machine.root), before);
});

Deno.test("--seal-only --dry-run shows the seal and writes nothing", async () => {
  using machine = openMachine();
  const from = writeStandIn(join(machine.root, "built"));
  const before = listTree(machine.root);
  const args = ["--seal-only", "--from", from, "--out", join(machine.root, "x"), "--dry-run"];
  const { code, out } = await runInstaller(machine, args);
  assertEquals(code, 0);
  assertStringIncludes(out, `seal      state         ${machine.home}/.tokenroom\n`);
  assertEquals(listTree(machine.root), before);
});

Deno.test("--help names every option and needs no home", async () => {
  using machine = openMachine();
  const { code, out, err } = await runInstaller(machine, ["--help"], { env: { HOME: null } });
  assertEquals({ code, err }, { code: 0, err: "" });
  const known = Deno.readTextFileSync(INSTALL_SH).match(/^ {4}(--[a-z|\s-]+)\)/gm) ?? [];
  const options = new Set(known.flatMap((line) => line.match(/--[a-z-]+/g) ?? []));
  assert(options.size > 15);
  for (const option of options) assertStringIncludes(out, option);
});

const MISTAKES: readonly [string[], RegExp][] = [
  [["--frobnicate"], /there is no option --frobnicate: see --help/],
  [["extra"], /there is no option extra/],
  [["--bin-dir"], /--bin-dir needs a directory/],
  [["--version="], /--version needs a version/],
  [["--dry-run=yes"], /--dry-run takes no value/],
  [["--from", "/nowhere", "--dry-run"], /there is no tokenroom in \/nowhere/],
];

for (const [args, why] of MISTAKES) {
  Deno.test(`"${args.join(" ")}" is refused with one sentence`, async () => {
    using machine = openMachine();
    const { code, out, err } = await runInstaller(machine, args);
    assertEquals({ code, out }, { code: 1, out: "" });
    assertMatch(err, why);
    assertMatch(err, /^tokenroom install: [^\n]+\n$/);
  });
}
