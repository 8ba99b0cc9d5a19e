// Composed commands are run by real shells, with a stand-in for our tap.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import {
  composeStatusLine,
  mentionsTap,
  takeApart,
  takeApartHook,
} from "../../../src/clients/claude_code/statusline_command.ts";
import type { Hud } from "../../../src/model/wiring.ts";

const SHELLS = ["sh", "dash", "bash"].filter(isInstalled);
const PAYLOAD = '{"session_id":"s1"}';

// Prints its row and passes the payload on as the real tap does; says so when it cannot.
const TAP = `#!/bin/sh
payload=$(cat)
case " $* " in
*' --hud-to-stderr '*) echo OURS >&2; printf '%s\\n' "$payload" 2>/dev/null ;;
*' --tee '*) printf '%s\\n' "$payload" 2>/dev/null ;;
*) echo OURS ;;
esac
exit 0
`;

interface Ran {
  readonly code: number;
  readonly rows: string[];
}

function isInstalled(name: string): boolean {
  return Deno.env.get("PATH")?.split(":").some((dir) => {
    try {
      return Deno.statSync(join(dir, name)).isFile;
    } catch {
      return false;
    }
  }) === true;
}

function inDirectory(name: string, test: (executable: string) => void): void {
  const parent = Deno.makeTempDirSync();
  const dir = join(parent, name);
  Deno.mkdirSync(dir);
  const executable = join(dir, "tokenroom");
  Deno.writeTextFileSync(executable, TAP, { mode: 0o755 });
  try {
    test(executable);
  } finally {
    Deno.removeSync(parent, { recursive: true });
  }
}

// As the client does it: the payload on stdin, rows from stdout, nothing of a run that failed.
function display(shell: string, command: string, payload = PAYLOAD): Ran {
  const { code, stdout } = new Deno.Command("sh", {
    args: ["-c", 'printf %s "$2" | "$0" -c "$1"', shell, command, payload],
    stdout: "piped",
    stderr: "null",
  }).outputSync();
  const rows = code === 0 ? new TextDecoder().decode(stdout).split("\n").filter(Boolean) : [];
  return { code, rows };
}

const THEIRS: readonly (readonly [string, string[]])[] = [
  ["cat", [PAYLOAD]],
  ["cat # all of it", [PAYLOAD]],
  ["echo a; echo b", ["a", "b"]],
  ["echo a;", ["a"]],
  ["cat | tr a-z A-Z | sed 's/$/!/'", [`${PAYLOAD.toUpperCase()}!`]],
  ["echo no input", ["no input"]],
  ["exec echo replaced", ["replaced"]],
  ["echo left; exit 0", ["left"]],
  ["cat <<EOF\nhere\nEOF", ["here"]],
  ["if true; then echo '}' \"{\"; fi", ["} {"]],
  ["x=$(cat); printf '%s' \"${#x}\"", [String(PAYLOAD.length)]],
  ["echo one && echo two || echo three", ["one", "two"]],
  ["(echo sub)", ["sub"]],
];

const PLACES = [
  "plain",
  "with space",
  'quo"te',
  "dol$HOME",
  "back\\slash",
  "tick`id`",
  "über 日本",
  "it's",
];

for (const shell of SHELLS) {
  for (const place of PLACES) {
    Deno.test(`composeStatusLine() names an executable in ${place} for ${shell}`, () => {
      inDirectory(place, (executable) => {
        const plain = composeStatusLine({ executable, hud: "both", own: null });
        assertEquals(display(shell, plain), { code: 0, rows: ["OURS"] });
        const both = composeStatusLine({ executable, hud: "both", own: "cat" });
        assertEquals(display(shell, both).rows.toSorted(), ["OURS", PAYLOAD].toSorted());
      });
    });
  }

  Deno.test(`composeStatusLine() runs what people have in ${shell}`, () => {
    inDirectory("some place", (executable) => {
      for (const [own, rows] of THEIRS) {
        const show = (hud: Hud) => display(shell, composeStatusLine({ executable, hud, own }));
        assertEquals(show("own"), { code: 0, rows }, own);
        assertEquals(show("tokenroom"), { code: 0, rows: ["OURS"] }, own);
        const both = show("both");
        assertEquals(both.code, 0, own);
        // A command that reads nothing may be faster than our row.
        assertEquals(both.rows.toSorted(), ["OURS", ...rows].toSorted(), own);
      }
    });
  });

  Deno.test(`composeStatusLine() puts our row above one that needs the payload in ${shell}`, () => {
    inDirectory("some place", (executable) => {
      const command = composeStatusLine({ executable, hud: "both", own: "cat" });
      assertEquals(display(shell, command), { code: 0, rows: ["OURS", PAYLOAD] });
    });
  });

  Deno.test(`composeStatusLine() survives a command that reads nothing of a large payload in ${shell}`, () => {
    inDirectory("some place", (executable) => {
      const large = JSON.stringify({ session_id: "x".repeat(100_000) });
      const own = composeStatusLine({ executable, hud: "own", own: "echo mine" });
      assertEquals(display(shell, own, large), { code: 0, rows: ["mine"] });
      const both = composeStatusLine({ executable, hud: "both", own: "echo mine" });
      assertEquals(display(shell, both, large).rows.toSorted(), ["OURS", "mine"]);
    });
  });

  Deno.test(`composeStatusLine() keeps our row when theirs fails in ${shell}`, () => {
    inDirectory("some place", (executable) => {
      for (const own of ["false", "exit 3", "/no/such/command", "cat >/dev/null; false"]) {
        const both = composeStatusLine({ executable, hud: "both", own });
        assertEquals(display(shell, both), { code: 0, rows: ["OURS"] }, own);
      }
    });
  });

  Deno.test(`composeStatusLine() shows theirs when our executable is gone in ${shell}`, () => {
    const executable = "/nowhere/tokenroom";
    const ours = composeStatusLine({ executable, hud: "tokenroom", own: "cat" });
    assertEquals(display(shell, ours), { code: 0, rows: [PAYLOAD] });
    const both = composeStatusLine({ executable, hud: "both", own: "echo mine" });
    assertStringIncludes(display(shell, both).rows.join("\n"), "mine");
  });
}

Deno.test("takeApart() gives back what composeStatusLine() was given", () => {
  for (const place of PLACES) {
    const executable = `/opt/${place}/tokenroom`;
    for (
      const own of [...THEIRS.map(([command]) => command), "}", "\n}", "a\n}; } 3>&1 || :", " "]
    ) {
      for (const hud of ["both", "own", "tokenroom"] as const) {
        const command = composeStatusLine({ executable, hud, own });
        assertEquals(takeApart(command, "/elsewhere"), { executable, hud, own });
      }
    }
    const plain = composeStatusLine({ executable, hud: "own", own: null });
    assertEquals(takeApart(plain, "/elsewhere"), { executable, hud: "tokenroom", own: null });
  }
});

Deno.test("takeApart() knows an executable under another name only when it is this one", () => {
  const command = composeStatusLine({ executable: "/opt/tr-dev", hud: "own", own: null });
  assertEquals(takeApart(command, "/opt/tokenroom"), null);
  assertEquals(takeApart(command, "/opt/tr-dev")?.executable, "/opt/tr-dev");
});

Deno.test("takeApart() reads what a person wrote by hand", () => {
  const own = (command: string) => takeApart(command, "/x")?.own;
  assertEquals(own("~/.local/bin/tokenroom tap --tee | ccline --short"), "ccline --short");
  assertEquals(own("'/a b/tokenroom' tap --tee --capture | jq ."), "jq .");
  assertEquals(takeApart("tokenroom tap --capture", "/x")?.hud, "tokenroom");
  for (
    const foreign of [
      "ccline",
      "tokenroom line",
      "tokenroom tap; date",
      "tokenroom tap && x",
      "my-tokenroom tap",
      'node "/x/tokenroom.mjs" tap',
      "echo tokenroom tap",
    ]
  ) assertEquals(takeApart(foreign, "/x"), null, foreign);
});

Deno.test("mentionsTap() sees our tap inside a command of another making", () => {
  for (
    const command of ["FOO=1 tokenroom tap; date", 'sh -c "/a/tokenroom tap"', "'/a/tokenroom' tap"]
  ) {
    assertEquals(mentionsTap(command), true, command);
  }
  for (
    const command of ["ccline", "tokenroom line", "my-tokenroom tap", "node tokenroom.mjs tap"]
  ) {
    assertEquals(mentionsTap(command), false, command);
  }
});

Deno.test("takeApartHook() knows our hooks in shell form", () => {
  assertEquals(takeApartHook('"/a b/tokenroom" hook stop', "/x"), {
    executable: "/a b/tokenroom",
    verb: "stop",
  });
  for (const foreign of ["tokenroom hook", "x hook stop", "tokenroom hook stop; x"]) {
    assertEquals(takeApartHook(foreign, "/x"), null, foreign);
  }
});
