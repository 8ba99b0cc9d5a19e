// Completions and the manual page as the shells and `man` themselves read them. The executable is not
// sealed: a package manager has none that is.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { COMMANDS } from "../../src/render/command_specs.ts";
import { BUILT, type Outcome, runProgram } from "../support/program.ts";

const PROGRAM = join(BUILT, "tokenroom");
const ENV = { HOME: "/nonexistent", PATH: "/usr/local/bin:/usr/bin:/bin", TERM: "dumb" };

async function print(...args: string[]): Promise<string> {
  const { code, out, err } = await runProgram(PROGRAM, args, ENV);
  assertEquals([code, err], [0, ""]);
  return out;
}

function has(command: string): boolean {
  const { success } = new Deno.Command("sh", {
    args: ["-c", `command -v ${command}`],
    clearEnv: true,
    env: ENV,
    stdin: "null",
    stdout: "null",
  }).outputSync();
  return success;
}

/** A test that a machine without this command skips, and says so. */
function withCommand(command: string, name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `${command}: ${name}`, ignore: !has(command), fn });
}

const typed = COMMANDS.filter((spec) => spec.internal !== true).map(({ verb }) => verb);

/** What is typed, and what is offered, or must not be. */
interface Case {
  readonly typed: string;
  readonly offered: readonly string[];
  readonly exactly?: boolean;
}

const CASES: readonly Case[] = [
  { typed: "", offered: [...typed, "help"] },
  { typed: "sta", offered: ["status"], exactly: true },
  { typed: "help unin", offered: ["uninstall"], exactly: true },
  { typed: "install --h", offered: ["--hud", "--help"] },
  { typed: "install --hud ", offered: ["both", "own", "tokenroom"], exactly: true },
  { typed: "install --hud o", offered: ["own"], exactly: true },
  { typed: "completions ", offered: ["bash", "zsh", "fish", "powershell"] },
  { typed: "audit --f", offered: ["--follow"], exactly: true },
  { typed: "audit --since ", offered: [], exactly: true },
  { typed: "install --config-dir with", offered: ["with space"], exactly: true },
];

function assertOffered(found: readonly string[], { typed, offered, exactly }: Case): void {
  const missing = offered.filter((word) => !found.includes(word));
  assertEquals(missing, [], `tokenroom ${typed}: ${found.join("|")}`);
  if (exactly === true) assertEquals(found.length, offered.length, found.join("|"));
}

async function inShell(shell: string, args: string[], script: string): Promise<Outcome> {
  const dir = Deno.makeTempDirSync({ prefix: "tokenroom test " });
  try {
    Deno.mkdirSync(join(dir, "with space"));
    Deno.mkdirSync(join(dir, "other"));
    Deno.writeTextFileSync(join(dir, "script"), script);
    const env = { ...ENV, HOME: dir, LC_ALL: "C.UTF-8" };
    return await runProgram(shell, [...args, join(dir, "script")], env, { cwd: dir });
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

withCommand("bash", "offers verbs, options, words and directories", async () => {
  const script = await print("completions", "bash");
  for (const each of [...CASES, { typed: "install --hud=o", offered: ["own"], exactly: true }]) {
    const words = each.typed.replace("=", " = ").split(/ /);
    const { out, err, code } = await inShell(
      "/bin/bash",
      ["--norc"],
      `${script}
COMP_WORDS=(tokenroom ${words.map((word) => `'${word}'`).join(" ")})
COMP_CWORD=${words.length}
_tokenroom
(( \${#COMPREPLY[@]} == 0 )) || printf '%s\\n' "\${COMPREPLY[@]}"`,
    );
    assertEquals([code, err], [0, ""], each.typed);
    assertOffered(out.split("\n").filter((line) => line !== ""), each);
  }
});

withCommand("fish", "offers verbs, options, words and directories", async () => {
  const script = await print("completions", "fish");
  for (const each of CASES) {
    const { out, err, code } = await inShell(
      "fish",
      ["--no-config"],
      `${script}\ncomplete -C 'tokenroom ${each.typed}'`,
    );
    assertEquals([code, err], [0, ""], each.typed);
    const found = out.split("\n").filter((line) => line !== "").map((line) =>
      line.split("\t")[0]?.replace(/\/$/, "") ?? ""
    );
    assertOffered(found, each);
  }
});

withCommand("zsh", "offers verbs, options, words and directories", async () => {
  const script = await print("completions", "zsh");
  for (const each of CASES) {
    // What the completion system would offer, told instead of shown. Without a dump: it is moved into
    // its place, and whoever names a device there replaces the device.
    const { out, err, code } = await inShell(
      "zsh",
      ["-f"],
      `zmodload zsh/zpty
cat > completion <<'EOF'
${script}
EOF
cat > setup <<'EOF'
autoload -Uz compinit && compinit -u -D
PS1= PS2=
source ./completion
tell() {
  compadd() {
    local -a offered
    if [[ \${@[(I)-[OAD]]} -ne 0 ]]; then builtin compadd "$@"; return; fi
    builtin compadd -O offered "$@"
    local each
    for each in "$offered[@]"; do print -r -- "<$each>"; done
    builtin compadd "$@"
  }
  _main_complete
  print "<<end>>"
  compstate[insert]= compstate[list]=
}
zle -C tell complete-word tell
bindkey '^I' tell
print ready
EOF
zpty -b z zsh -f -i
zpty -w z 'source ./setup'
zpty -r -m z seen '*ready*' 
zpty -w -n z $'tokenroom ${each.typed}\\t'
zpty -r -m z seen '*<<end>>*'
print -r -- "$seen"
zpty -d z`,
    );
    assertEquals([code, err], [0, ""], each.typed);
    const found = [...out.matchAll(/<([^<>]+)>/g)].map(([, word]) =>
      word?.replaceAll("\\ ", " ") ?? ""
    )
      .filter((word) => word !== "end");
    assertOffered([...new Set(found)], each);
  }
});

withCommand("man", "shows every command and option of the manual page", async () => {
  const page = await print("man");
  const { code, out, err } = await runProgram("man", ["-l", "-"], { ...ENV, MANWIDTH: "80" }, {
    input: page,
  });
  assertEquals([code, err], [0, ""]);
  for (const { verb, options } of COMMANDS) {
    assertStringIncludes(out, `tokenroom ${verb}`);
    for (const { name } of options) assertStringIncludes(out, `--${name}`);
  }
  for (const line of out.split("\n")) assert(line.length <= 110, line);
  // A table is not filled: each of its rows stands as in --help.
  assertMatch(
    out,
    /\n {9}5h\.regime \.\.\. {15}cruise, refills-soon, descend, approach,\n {37}land/,
  );
});

withCommand("mandoc", "finds nothing wrong with the manual page", async () => {
  const page = await print("man");
  const { code, out } = await runProgram("mandoc", ["-T", "lint", "-W", "warning"], ENV, {
    input: page,
  });
  // A date would differ from build to build.
  const complaints = out.split("\n").filter((line) =>
    line !== "" && !line.includes("missing date")
  );
  assertEquals([code <= 2, complaints], [true, []]);
});

Deno.test("completions for a shell that there are none for are refused, and for none", async () => {
  for (const args of [["tcsh"], [], ["bash", "zsh"], ["constructor"]]) {
    const { code, out, err } = await runProgram(PROGRAM, ["completions", ...args], ENV);
    assertEquals([code, out], [2, ""]);
    assertEquals(err, "tokenroom: completions takes one of bash, zsh, fish, powershell\n");
  }
});

Deno.test("completions for PowerShell name every verb and option, and quote what they quote", async () => {
  const script = await print("completions", "powershell");
  for (const { verb, options } of COMMANDS) {
    for (const { name } of options) assertStringIncludes(script, `'${verb} --${name}' = '`);
  }
  for (const line of script.split("\n")) assertEquals(line.split("'").length % 2, 1, line);
});

Deno.test("completions for PowerShell close what they open, and give no key twice and no text empty", async () => {
  const script = await print("completions", "powershell");
  // Outside of strings, where a bracket is one.
  const bare = script.replace(/^#.*$/m, "").replace(/'[^'\n]*'/g, "''").replace(/"[^"\n]*"/g, '""');
  const open: string[] = [];
  const closes: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
  for (const [sign] of bare.matchAll(/[()[\]{}]/g)) {
    const opening = closes[sign];
    if (opening === undefined) open.push(sign);
    else assertEquals(open.pop(), opening, bare);
  }
  assertEquals(open, []);
  // In a table of PowerShell a key that comes twice, in whatever case, is an error of syntax; so is a
  // tooltip without text when it is shown.
  const tables = script.split(/@\{\n/).slice(1).map((each) => each.split(/\n {2}\}/)[0] ?? "");
  assertEquals(tables.length, 3);
  for (const table of tables) {
    const rows = table.split("\n");
    const keys = rows.map((line) =>
      /^ {4}'((?:[^']|'')+)' = (?:'(?:[^']|'')+'|@\('.+'\))$/.exec(line)?.[1]
    );
    for (const [index, key] of keys.entries()) assert(key !== undefined, rows[index]);
    assertEquals(new Set(keys.map((key) => key?.toLowerCase())).size, keys.length);
  }
});
