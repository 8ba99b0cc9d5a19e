// A repository may be anyone's: what it holds must neither be run nor break us.

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { readFacts } from "../../src/io/git.ts";
import { AMPLE_MS, environment, facts, within } from "../support/facts.ts";
import { makeCommitted, makeRepository } from "../support/repository.ts";

Deno.test({
  name: "readFacts() is null in a repository that git does not trust: it belongs to someone else",
  ignore: Deno.uid() !== 0,
  fn: () =>
    within(async (dir) => {
      const { root } = makeCommitted(join(dir, "work"));
      for (const path of [root, join(root, ".git")]) Deno.chownSync(path, 65_534, 65_534);
      assertEquals(await readFacts(root, AMPLE_MS, environment(dir)), null);
    }),
});

/** Settings by which a repository makes git start a program, and the command that falls for them. */
const TRAPS: Readonly<Record<string, (trap: string) => { settings: string[][]; bait: string }>> = {
  "a file monitor": (trap) => ({ settings: [["core.fsmonitor", `sh "${trap}"`]], bait: "status" }),
  "a filter": (trap) => ({
    settings: [["filter.x.clean", `sh "${trap}"`], ["filter.x.required", "true"]],
    bait: "status",
  }),
  "a filter that stays": (trap) => ({
    settings: [["filter.x.process", `sh "${trap}"`]],
    bait: "status",
  }),
  "a signature checker": (trap) => ({
    settings: [["gpg.program", trap], ["log.showSignature", "true"]],
    bait: "log",
  }),
};

Deno.test("readFacts() starts nothing that a repository names", () =>
  within(async (dir) => {
    for (const [what, build] of Object.entries(TRAPS)) {
      const { root, git, write } = makeRepository(join(dir, what));
      const trap = join(dir, `${what}.sh`);
      const sprung = join(dir, `${what} was started`);
      Deno.writeTextFileSync(trap, `#!/bin/sh\ntouch "${sprung}"\ncat\n`, { mode: 0o755 });
      write("a.txt");
      write(".gitattributes", "*.txt filter=x diff=x\n");
      git("add", "--all");
      git("commit", "--quiet", "--message", "First");
      sign(git);
      const hook = join(root, ".git", "hooks", "post-index-change");
      Deno.mkdirSync(join(root, ".git", "hooks"), { recursive: true });
      Deno.copyFileSync(trap, hook);
      Deno.chmodSync(hook, 0o755);
      const { settings, bait } = build(trap);
      const harmless = [
        ["core.pager", trap],
        ["core.sshCommand", trap],
        ["diff.external", trap],
        ["diff.x.textconv", trap],
        ["alias.status", `!${trap}`],
        ["alias.rev-parse", `!${trap}`],
      ];
      for (const [name = "", setting = ""] of [...settings, ...harmless]) {
        git("config", name, setting);
      }
      // The time alone differs: git has to look into the file to know.
      Deno.utimeSync(join(root, "a.txt"), new Date(1e12), new Date(1e12));
      const found = await facts(root, dir);
      assert(!exists(sprung), `${what} was started`);
      assertEquals([found.changed?.count, found.commits?.length], [0, 1], what);
      try {
        git(bait);
      } catch {
        // A program that does not speak as it should makes git fail.
      }
      assert(exists(sprung), `${what} is no trap: the test proves nothing`);
    }
  }));

/** Gives the last commit a signature, so that a checker has something to be started for. */
function sign(git: (...args: readonly string[]) => string): void {
  const tree = git("rev-parse", "HEAD^{tree}").trim();
  const commit = `tree ${tree}
author Ann <ann@example.org> 1700000000 +0000
committer Ann <ann@example.org> 1700000000 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
 
 aaaa
 -----END PGP SIGNATURE-----

Signed
`;
  Deno.writeTextFileSync(`${git("rev-parse", "--absolute-git-dir").trim()}/commit`, commit);
  const hash = git("hash-object", "-t", "commit", "-w", ".git/commit").trim();
  git("update-ref", "HEAD", hash);
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

Deno.test("readFacts() fetches no object that a repository promises to have elsewhere", () =>
  within(async (dir) => {
    const { root, git, write } = makeCommitted(join(dir, "work"));
    const sprung = join(dir, "fetched");
    const script = join(dir, "fetch.sh");
    Deno.writeTextFileSync(script, `touch "${sprung}"\n`);
    const url = `ext::sh ${script.replaceAll(" ", "% ")}`;
    for (
      const [key, value] of [
        ["core.repositoryFormatVersion", "1"],
        ["extensions.partialClone", "origin"],
        ["remote.origin.promisor", "true"],
        ["remote.origin.url", url],
        ["protocol.ext.allow", "always"],
      ]
    ) git("config", key ?? "", value ?? "");
    write("a.txt", "changed\n");
    git("add", "a.txt");
    const tree = git("rev-parse", "HEAD^{tree}").trim();
    Deno.removeSync(join(root, ".git", "objects", tree.slice(0, 2), tree.slice(2)));
    const found = await facts(root, dir);
    assert(!exists(sprung));
    assertEquals(found.changed, null);
    assertEquals(found.head, { kind: "branch", name: "main" });
    try {
      git("status");
    } catch {
      // It gets no object from this remote either.
    }
    assert(exists(sprung), "nothing to fetch: the test proves nothing");
  }));

Deno.test("readFacts() asks for no changes where a filter cannot be switched off", () =>
  within(async (dir) => {
    const { root, git, write } = makeCommitted(join(dir, "work"));
    const sprung = join(dir, "started");
    git("config", "filter.x=y.clean", `touch "${sprung}"; cat`);
    write(".gitattributes", "a.txt filter=x=y\n");
    Deno.utimeSync(join(root, "a.txt"), new Date(1e12), new Date(1e12));
    const found = await facts(root, dir);
    assertEquals([found.changed, found.untracked], [null, null]);
    assert(!exists(sprung));
  }));

Deno.test("readFacts() does not look into a repository inside the repository", () =>
  within(async (dir) => {
    const outer = makeCommitted(join(dir, "work"));
    const inner = makeCommitted(join(outer.root, "inner"));
    outer.git("-c", "advice.addEmbeddedRepo=false", "add", "inner");
    outer.git("commit", "--quiet", "--message", "Inner");
    const sprung = join(dir, "started");
    inner.git("config", "filter.x.clean", `touch "${sprung}"; cat`);
    inner.write(".gitattributes", "a.txt filter=x\n");
    inner.write("a.txt", "changed\n");
    assertEquals((await facts(outer.root, dir)).changed?.count, 0);
    assert(!exists(sprung));
  }));

Deno.test("readFacts() changes nothing, also where another git holds the index", () =>
  within(async (dir) => {
    const { root, write } = makeCommitted(join(dir, "work"));
    write("a.txt", "changed\n");
    write("new.txt");
    Deno.utimeSync(join(root, "a.txt"), new Date(1e12), new Date(1e12));
    const free = await facts(root, dir);
    Deno.writeTextFileSync(join(root, ".git", "index.lock"), "");
    const before = listing(root);
    assertEquals(await facts(root, dir), free);
    assertEquals(listing(root), before);
  }));

/** Every file below a directory, with its bytes. */
function listing(dir: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of Deno.readDirSync(dir)) {
    const path = join(dir, entry.name);
    if (entry.isDirectory) Object.assign(found, listing(path));
    else found[path] = new TextDecoder("latin1").decode(Deno.readFileSync(path));
  }
  return found;
}

Deno.test("readFacts() takes names of any bytes", () =>
  within(async (dir) => {
    const { root, write } = makeCommitted(join(dir, "work"), ['Say "hi" \u001b[31m\u202e\ttwice']);
    const names = ["-rf", "a\nb", "\u001b[2J", 'quote"d', "名前", "spa ce ", "HEAD", "refs"];
    for (const name of names) write(name, "");
    const bytes = `printf x > "$(printf '\\377\\376')"`;
    assert(new Deno.Command("sh", { args: ["-c", bytes], cwd: root }).outputSync().success);
    const found = await facts(root, dir);
    assertEquals(found.untracked?.count, names.length + 1);
    for (const name of names) assert(found.untracked?.names.includes(name), name);
    assert(found.untracked?.names.includes("\ufffd\ufffd"));
    assertEquals(found.commits?.[0]?.subject, 'Say "hi" \u001b[31m\u202e\ttwice');
    assert(found.changed !== null && found.stashes !== null);
  }));

Deno.test("readFacts() works where the path itself holds a line feed", () =>
  within(async (dir) => {
    const { root } = makeCommitted(join(dir, "two\nlines"));
    const found = await facts(root, dir);
    assertEquals([found.root, found.head], [root, { kind: "branch", name: "main" }]);
  }));

Deno.test("readFacts() does not read a new file of a gigabyte", () =>
  within(async (dir) => {
    const { root } = makeCommitted(join(dir, "work"));
    Deno.openSync(join(root, "huge"), { create: true, write: true }).close();
    Deno.truncateSync(join(root, "huge"), 1024 ** 3);
    assertEquals((await facts(root, dir)).untracked?.names, ["huge"]);
  }));
