import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { readFacts } from "../../src/io/git.ts";
import { MAX_NAMES } from "../../src/model/git_output.ts";
import { AMPLE_MS, environment, facts, within } from "../support/facts.ts";
import { GIT_ENVIRONMENT, makeCommitted, makeRepository } from "../support/repository.ts";

/** Milliseconds after which something hangs. */
const HANG_MS = 50_000;

Deno.test("readFacts() tells branch, changes, new files, commits and stashes of a work tree", () =>
  within(async (dir) => {
    const { root, git, write } = makeCommitted(join(dir, "work"), ["One", "Two", "Three", "Four"]);
    write("stashed.txt");
    git("add", "stashed.txt");
    git("stash", "--quiet");
    git("switch", "--quiet", "--create", "feature/lanes");
    write("a.txt", "changed\n");
    write("file-1.txt", "changed and added\n");
    git("add", "file-1.txt");
    write("new/one.txt");
    write("new/two.txt");
    write("new.txt");
    const short = git("log", "--max-count=3", "--format=%h").trim().split("\n");
    assertEquals(await facts(root, dir), {
      root,
      head: { kind: "branch", name: "feature/lanes" },
      changed: {
        count: 2,
        names: ["a.txt", "file-1.txt"],
        atLeast: false,
        staged: 1,
        conflicted: 0,
      },
      untracked: { count: 2, names: ["new.txt", "new/"], atLeast: false },
      commits: ["Four", "Three", "Two"].map((subject, n) => ({ hash: short[n] ?? "", subject })),
      stashes: 1,
    });
  }));

Deno.test("readFacts() tells the same of the whole work tree from a directory inside it", () =>
  within(async (dir) => {
    const { root, write } = makeCommitted(join(dir, "work"));
    write("a.txt", "changed\n");
    write("inside/new.txt");
    write("beside.txt");
    assertEquals(await facts(join(root, "inside"), dir), await facts(root, dir));
  }));

Deno.test("readFacts() tells a detached head by its short hash", () =>
  within(async (dir) => {
    const { root, git } = makeCommitted(join(dir, "work"), ["One", "Two"]);
    git("checkout", "--quiet", "--detach", "HEAD~1");
    const hash = git("rev-parse", "--short", "HEAD").trim();
    assertEquals((await facts(root, dir)).head, { kind: "detached", hash });
  }));

Deno.test("readFacts() tells a linked work tree by its own root", () =>
  within(async (dir) => {
    const { git } = makeCommitted(join(dir, "work"));
    git("worktree", "add", "--quiet", "-b", "aside", join(dir, "linked tree"));
    const found = await facts(join(dir, "linked tree"), dir);
    assertEquals([found.root, found.head], [
      join(dir, "linked tree"),
      { kind: "branch", name: "aside" },
    ]);
  }));

Deno.test("readFacts() knows a repository without a commit", () =>
  within(async (dir) => {
    const { root, write } = makeRepository(join(dir, "work"));
    write("new.txt");
    const found = await facts(root, dir);
    assertEquals([found.head, found.commits, found.stashes, found.untracked?.count], [
      { kind: "unborn" },
      [],
      0,
      1,
    ]);
    assert(found.changed !== null);
  }));

Deno.test("readFacts() counts files in conflict", () =>
  within(async (dir) => {
    const { root, git, write } = makeCommitted(join(dir, "work"));
    git("switch", "--quiet", "--create", "other");
    write("a.txt", "theirs\n");
    git("commit", "--quiet", "--all", "--message", "Theirs");
    git("switch", "--quiet", "main");
    write("a.txt", "ours\n");
    git("commit", "--quiet", "--all", "--message", "Ours");
    try {
      git("merge", "--quiet", "other");
    } catch {
      // The conflict is what we came for.
    }
    const { changed } = await facts(root, dir);
    assertEquals([changed?.count, changed?.conflicted, changed?.staged], [1, 1, 0]);
  }));

Deno.test("readFacts() leaves new files out for a person who hides them from git status", () =>
  within(async (dir) => {
    const { root, git, write } = makeCommitted(join(dir, "work"));
    write("new.txt");
    git("config", "status.showUntrackedFiles", "no");
    assertEquals((await facts(root, dir)).untracked?.count, 0);
    git("config", "status.showUntrackedFiles", "all");
    assertEquals((await facts(root, dir)).untracked?.count, 1);
  }));

Deno.test("readFacts() is null where there is no repository, no directory or no git", () =>
  within(async (dir) => {
    const { root } = makeCommitted(join(dir, "work"));
    const bare = makeRepository(join(dir, "bare"));
    bare.git("init", "--quiet", "--bare", "inside.git");
    Deno.mkdirSync(join(dir, "empty"));
    const asked = [
      [join(dir, "empty"), GIT_ENVIRONMENT.PATH],
      [join(dir, "missing"), GIT_ENVIRONMENT.PATH],
      [join(root, "a.txt"), GIT_ENVIRONMENT.PATH],
      [join(bare.root, "inside.git"), GIT_ENVIRONMENT.PATH],
      ["/\0", GIT_ENVIRONMENT.PATH],
      [root, join(dir, "empty")],
    ] as const;
    for (const [cwd, path] of asked) {
      assertEquals(await readFacts(cwd, AMPLE_MS, environment(dir, path)), null, `${cwd} ${path}`);
    }
  }));

Deno.test("readFacts() reads a list without end only so far, and says that there is more", () =>
  within(async (dir) => {
    const { root } = makeCommitted(join(dir, "work"));
    const total = 2_000;
    for (let n = 0; n < total; n++) {
      Deno.writeTextFileSync(join(root, `${n}-${"x".repeat(200)}`), "");
    }
    const { untracked } = await facts(root, dir);
    assertEquals([untracked?.atLeast, untracked?.names.length], [true, MAX_NAMES]);
    const count = untracked?.count ?? 0;
    assert(count > 1_000 && count < total, `${count} files`);
  }));

/** Puts a `git` before the real one that does something else for some of its commands. */
function putBefore(dir: string, script: string): string {
  const bin = join(dir, "bin");
  Deno.mkdirSync(bin);
  const path = `${bin}:${GIT_ENVIRONMENT.PATH}`;
  const real = `PATH="${GIT_ENVIRONMENT.PATH}" exec git "$@"`;
  Deno.writeTextFileSync(join(bin, "git"), `#!/bin/sh\n${script}\n${real}\n`, { mode: 0o755 });
  return path;
}

Deno.test("readFacts() gives up at its limit on what git has not told, and ends that git", () =>
  within(async (dir) => {
    const { root, write } = makeCommitted(join(dir, "work"));
    write("new.txt");
    const pid = join(dir, "pid");
    const path = putBefore(
      dir,
      `case "$*" in *" status "*) echo $$ >"${pid}"; exec sleep 60;; esac`,
    );
    const start = performance.now();
    const found = await readFacts(root, 2_500, environment(dir, path));
    assert(performance.now() - start < HANG_MS);
    assertEquals([found?.changed, found?.untracked?.names, found?.commits?.length], [
      null,
      ["new.txt"],
      1,
    ]);
    const sleeper = Number(Deno.readTextFileSync(pid));
    let alive = true;
    try {
      Deno.kill(sleeper, "SIGCONT");
    } catch {
      alive = false;
    }
    assert(!alive, "the process was left running");
  }));

Deno.test("readFacts() is null where git tells nothing in time", () =>
  within(async (dir) => {
    const { root } = makeCommitted(join(dir, "work"));
    for (
      const script of ["exec sleep 60", "sleep 60 & sleep 60", "exec yes", "exec cat /dev/zero"]
    ) {
      const home = join(dir, script.replaceAll("/", ""));
      Deno.mkdirSync(home);
      const start = performance.now();
      const env = environment(dir, putBefore(home, script));
      assertEquals(await readFacts(root, 300, env), null, script);
      assert(performance.now() - start < HANG_MS, script);
    }
    assertEquals(await readFacts(root, 0, environment(dir)), null);
  }));

Deno.test("readFacts() is not held up by a pipe in the place of a file that git reads", () =>
  within(async (dir) => {
    const { root, write } = makeCommitted(join(dir, "work"));
    write("a.txt", "changed\n");
    const pipe = new Deno.Command("mkfifo", { args: [join(root, ".gitignore")] });
    assert(pipe.outputSync().success);
    const found = await readFacts(root, 2_000, environment(dir));
    assertEquals([found?.changed?.count, found?.untracked], [1, null]);
  }));

Deno.test("readFacts() gives git the path, the home and nothing else of the environment", () =>
  within(async (dir) => {
    const { root } = makeCommitted(join(dir, "work"));
    Deno.env.set("TOKENROOM_TEST_SECRET", "leaked");
    const dump = join(dir, "environment");
    const path = putBefore(dir, `/usr/bin/env >>"${dump}"`);
    await readFacts(root, AMPLE_MS, environment(dir, path));
    Deno.env.delete("TOKENROOM_TEST_SECRET");
    const names = Deno.readTextFileSync(dump).split("\n").map((line) => line.split("=")[0] ?? "");
    const own = ["", "PWD", "OLDPWD", "SHLVL", "_"];
    assertEquals([...new Set(names)].filter((name) => !own.includes(name)).toSorted(), [
      "GIT_ALLOW_PROTOCOL",
      "GIT_NO_LAZY_FETCH",
      "GIT_OPTIONAL_LOCKS",
      "GIT_TERMINAL_PROMPT",
      "HOME",
      "LC_ALL",
      "PATH",
    ]);
  }));
