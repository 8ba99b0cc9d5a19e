import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { run as doctor } from "../../src/commands/doctor.ts";
import { run as install } from "../../src/commands/install.ts";
import { run as uninstall } from "../../src/commands/uninstall.ts";
import { MEMORY_LINE, SKILL_TEXT } from "../../src/render/skill.ts";
import { type FakeHost, withFakeHost } from "../support/fake_host.ts";

const skillOf = (host: FakeHost) => join(host.config.skill, "SKILL.md");
const read = (path: string) => Deno.readTextFileSync(path);

function write(path: string, text: string | Uint8Array): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  Deno.writeFileSync(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

async function succeed(result: number | Promise<number>, host: FakeHost): Promise<string> {
  assertEquals(await result, 0, host.errors());
  assertEquals(host.errors(), "");
  const out = host.out();
  host.clear();
  return out;
}

/** What doctor finds of our texts, each as `level kind state`. */
async function found(host: FakeHost): Promise<string[]> {
  await doctor(["--json"], host);
  const { findings } = JSON.parse(host.out());
  host.clear();
  return findings
    .filter(({ kind }: { kind: string }) => kind === "skill" || kind === "memory")
    .map(({ level, kind, state }: Record<string, string>) => `${level} ${kind} ${state}`);
}

// ---- the skill -----------------------------------------------------------------------------------

Deno.test("install puts the skill where the client looks for it, uninstall takes it away", async () => {
  await withFakeHost({}, async (host) => {
    assertMatch(await succeed(install([], host), host), /^ {2}skill +installed$/m);
    assertEquals(read(skillOf(host)), SKILL_TEXT);
    assertEquals(/^ {2}skill /m.test(await succeed(install([], host), host)), false);
    assertMatch(await succeed(uninstall([], host), host), /^ {2}skill +removed$/m);
    assertEquals(exists(host.config.skill), false);
  });
});

Deno.test("a person's own skill of that name is left as it is, and so it stays", async () => {
  await withFakeHost({}, async (host) => {
    write(skillOf(host), "mine");
    write(join(host.config.skill, "more.md"), "more");
    for (const _ of ["first", "again"]) {
      const out = await succeed(install([], host), host);
      assertStringIncludes(out, `${skillOf(host)} is not ours and is left alone`);
      assertEquals(read(skillOf(host)), "mine");
    }
    assertEquals(await found(host), ["note skill foreign"]);
    await succeed(uninstall([], host), host);
    assertEquals(read(skillOf(host)), "mine");
    assertEquals(read(join(host.config.skill, "more.md")), "more");
  });
});

Deno.test("a skill that the person changed is neither overwritten nor removed", async () => {
  await withFakeHost({}, async (host) => {
    await succeed(install([], host), host);
    write(skillOf(host), `${SKILL_TEXT}\nAnd be kind.\n`);
    assertStringIncludes(await succeed(install([], host), host), "was changed by you");
    assertEquals(await found(host), ["note skill edited"]);
    assertStringIncludes(await succeed(uninstall([], host), host), "was changed by you");
    assertEquals(read(skillOf(host)), `${SKILL_TEXT}\nAnd be kind.\n`);
  });
});

Deno.test("a skill of ours from another version is brought up to date", async () => {
  await withFakeHost({}, async (host) => {
    await succeed(install([], host), host);
    // As an older version left it: its text, and its hash in the record.
    const older = "older text of ours\n";
    write(skillOf(host), older);
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(older));
    const sha = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
    for (const { name } of Deno.readDirSync(join(host.state, "install"))) {
      const path = join(host.state, "install", name);
      const text = name === "lock" ? "" : read(path);
      if (!text.includes("SKILL.md")) continue;
      const record = JSON.parse(text);
      write(path, JSON.stringify({ ...record, after_sha256: sha.join("") }));
    }
    assertEquals(await found(host), ["problem skill outdated"]);
    assertMatch(await succeed(install([], host), host), /^ {2}skill +updated$/m);
    assertEquals(read(skillOf(host)), SKILL_TEXT);
    assertEquals(await found(host), []);
    await succeed(uninstall([], host), host);
    assertEquals(exists(skillOf(host)), false);
  });
});

Deno.test("the skill of the Node original makes way for ours and comes back", async () => {
  await withFakeHost({}, async (host) => {
    write(skillOf(host), "the original's");
    write(
      host.config.settings,
      '{"statusLine":{"type":"command","command":"node /opt/tokenroom.mjs tap"}}',
    );
    assertMatch(
      await succeed(install([], host), host),
      /^ {2}skill +replaced\n {2}backup +\/.*SKILL-.*\.md$/m,
    );
    assertEquals(read(skillOf(host)), SKILL_TEXT);
    await succeed(uninstall([], host), host);
    assertEquals(read(skillOf(host)), "the original's");
  });
});

Deno.test("a skill that cannot be written is told, the rest is wired", async () => {
  await withFakeHost({}, async (host) => {
    write(join(host.config.dir, "skills"), "a file where a directory belongs");
    assertEquals(await install([], host), 1);
    assertMatch(host.errors(), /^tokenroom: [^\n]*skills\/tokenroom\/SKILL\.md[^\n]*\n$/);
    assertStringIncludes(read(host.config.settings), "tokenroom");
    assertStringIncludes(read(host.config.memory), MEMORY_LINE);
    host.clear();
    await succeed(uninstall([], host), host);
    assertEquals(read(join(host.config.dir, "skills")), "a file where a directory belongs");
  });
});

// ---- the line in the memory ----------------------------------------------------------------------

const MEMORIES: readonly (readonly [string, string | null])[] = [
  ["no file", null],
  ["an empty file", ""],
  ["a line without its end", "Speak plainly."],
  ["lines of DOS", "Speak plainly.\r\n\r\n- no jokes\r\n"],
  ["a byte order mark", "\ufeffSpeak plainly.\n"],
  ["empty lines at the end", "Speak plainly.\n\n\n"],
];

for (const [name, text] of MEMORIES) {
  Deno.test(`install and uninstall give back a memory of ${name} byte for byte`, async () => {
    await withFakeHost({}, async (host) => {
      if (text !== null) write(host.config.memory, text);
      const out = await succeed(install([], host), host);
      assertStringIncludes(out, "CLAUDE.md   one line added (--no-memory leaves it out)");
      const after = read(host.config.memory);
      assertEquals(after.startsWith(text ?? ""), true);
      assertEquals(after.split(MEMORY_LINE).length, 2);
      assertEquals((await succeed(install([], host), host)).includes("CLAUDE.md"), false);
      assertEquals(read(host.config.memory), after);
      assertStringIncludes(await succeed(uninstall([], host), host), "CLAUDE.md");
      assertEquals(exists(host.config.memory) ? read(host.config.memory) : null, text);
    });
  });
}

Deno.test("uninstall takes out only our lines where the person wrote on", async () => {
  await withFakeHost({}, async (host) => {
    write(host.config.memory, "Speak plainly.\n");
    await succeed(install([], host), host);
    write(host.config.memory, `${read(host.config.memory)}Be kind.\n`);
    await succeed(uninstall([], host), host);
    assertEquals(read(host.config.memory), "Speak plainly.\nBe kind.\n");
  });
});

Deno.test("uninstall takes our lines out although the state directory is gone", async () => {
  await withFakeHost({}, async (host) => {
    write(host.config.memory, "Speak plainly.");
    await succeed(install([], host), host);
    Deno.removeSync(host.state, { recursive: true });
    Deno.mkdirSync(host.state);
    await succeed(uninstall([], host), host);
    assertEquals(read(host.config.memory), "Speak plainly.");
  });
});

Deno.test("--no-memory leaves the memory alone, takes an earlier line out, and is remembered", async () => {
  await withFakeHost({}, async (host) => {
    write(host.config.memory, "Speak plainly.");
    await succeed(install([], host), host);
    assertStringIncludes(await succeed(install(["--no-memory"], host), host), "byte for byte");
    assertEquals(read(host.config.memory), "Speak plainly.");
    assertStringIncludes(await succeed(install([], host), host), "left out, as you chose");
    assertEquals(read(host.config.memory), "Speak plainly.");
    assertEquals(await found(host), []);
    await succeed(install(["--memory"], host), host);
    assertStringIncludes(read(host.config.memory), MEMORY_LINE);
    await succeed(uninstall([], host), host);
    assertEquals(read(host.config.memory), "Speak plainly.");
    assertEquals(await succeed(install(["--no-memory"], host), host).then(() => 0), 0);
    await succeed(uninstall([], host), host);
    // Uninstalling forgets the choice.
    await succeed(install([], host), host);
    assertStringIncludes(read(host.config.memory), MEMORY_LINE);
  });
});

Deno.test("--memory and --no-memory exclude each other", async () => {
  await withFakeHost({}, async (host) => {
    const both = async () => await install(["--memory", "--no-memory"], host);
    assertStringIncludes(String(await both().catch((cause) => cause)), "exclude each other");
    assertEquals(exists(host.config.settings), false);
  });
});

Deno.test("install leaves a memory alone that it cannot edit safely, and says so", async () => {
  const cases: [string | Uint8Array, string][] = [
    ["a\n<!-- tokenroom -->\n", "line 2: a tokenroom marker stands there without its counterpart"],
    [new Uint8Array([0xff, 0xfe, 0x41, 0x00]), "is not UTF-8 text"],
  ];
  for (const [text, words] of cases) {
    await withFakeHost({}, async (host) => {
      write(host.config.memory, text);
      const before = Deno.readFileSync(host.config.memory);
      assertEquals(await install([], host), 0);
      assertStringIncludes(host.errors(), words);
      assertStringIncludes(host.errors(), "(or: tokenroom install --no-memory)");
      host.clear();
      assertEquals(Deno.readFileSync(host.config.memory), before);
      assertEquals(read(skillOf(host)), SKILL_TEXT);
      assertEquals(await found(host), ["note memory unreadable"]);
      await succeed(uninstall([], host), host);
      assertEquals(Deno.readFileSync(host.config.memory), before);
      assertEquals(exists(skillOf(host)), false);
    });
  }
});

Deno.test("uninstall fails where our lines cannot be taken out", async () => {
  await withFakeHost({}, async (host) => {
    await succeed(install([], host), host);
    write(host.config.memory, "<!-- tokenroom -->\nthe end marker is gone\n");
    assertEquals(await uninstall([], host), 1);
    assertStringIncludes(host.errors(), "take it out and run tokenroom uninstall again");
    host.clear();
    write(host.config.memory, "mended\n");
    await succeed(uninstall([], host), host);
    assertEquals(read(host.config.memory), "mended\n");
  });
});

Deno.test("install writes the memory's target of a link and leaves the link", async () => {
  await withFakeHost({}, async (host) => {
    const target = join(host.dir, "dotfiles.md");
    write(target, "Speak plainly.\n");
    Deno.symlinkSync("../dotfiles.md", host.config.memory);
    const { seal } = host;
    assert(seal !== null);
    const linked: FakeHost = {
      ...host,
      seal: { ...seal, configs: [{ ...host.config, memory: target }] },
    };
    await succeed(install([], linked), linked);
    assertStringIncludes(read(target), MEMORY_LINE);
    assertEquals(Deno.readLinkSync(host.config.memory), "../dotfiles.md");
    await succeed(uninstall([], linked), linked);
    assertEquals(read(target), "Speak plainly.\n");
    // The seal of the other host names the link itself.
    assertEquals(await install([], host), 0);
    assertStringIncludes(host.errors(), "run install.sh again to seal anew");
    assertEquals(read(target), "Speak plainly.\n");
  });
});

Deno.test("a dry run shows both texts and writes neither", async () => {
  await withFakeHost({}, async (host) => {
    write(host.config.memory, "Speak plainly.\n");
    const out = await succeed(install(["--dry-run"], host), host);
    assertStringIncludes(out, `+++ ${skillOf(host)}\n`);
    assertStringIncludes(out, `+++ ${host.config.memory}\n@@ -1 +1,5 @@\n Speak plainly.\n+\n`);
    assertStringIncludes(out, `+${MEMORY_LINE}\n`);
    assertEquals(exists(join(host.config.dir, "skills")), false);
    assertEquals(read(host.config.memory), "Speak plainly.\n");
    await succeed(install([], host), host);
    const back = await succeed(uninstall(["--dry-run"], host), host);
    assertStringIncludes(back, `--- ${skillOf(host)}\n+++ /dev/null\n`);
    assertStringIncludes(back, `-${MEMORY_LINE}\n`);
    assertEquals(read(skillOf(host)), SKILL_TEXT);
    await succeed(install(["--dry-run", "--no-memory"], host), host);
    assertStringIncludes(read(host.config.memory), MEMORY_LINE);
    assertEquals(await found(host), []);
  });
});

Deno.test("doctor misses what was installed and is gone", async () => {
  await withFakeHost({}, async (host) => {
    await succeed(install([], host), host);
    assertEquals(await found(host), []);
    Deno.removeSync(skillOf(host));
    Deno.removeSync(host.config.memory);
    assertEquals(await found(host), ["problem skill absent", "note memory absent"]);
    write(host.config.memory, "<!-- tokenroom -->\nold words\n<!-- /tokenroom -->\n");
    assertEquals(await found(host), ["problem skill absent", "note memory outdated"]);
    await succeed(install([], host), host);
    assertEquals(await found(host), []);
  });
});
