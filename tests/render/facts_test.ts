import { assert, assertEquals } from "@std/assert";
import type { Facts, FileList } from "../../src/model/facts.ts";
import { renderFacts, renderInterrupted } from "../../src/render/facts.ts";
import { renderState } from "../../src/render/work_state.ts";

const files = (...names: string[]): FileList => ({ count: names.length, names, atLeast: false });
const changed = (list: FileList, staged = 0, conflicted = 0) => ({ ...list, staged, conflicted });

const FACTS: Facts = {
  root: "/home/ann/project",
  head: { kind: "branch", name: "main" },
  changed: changed(files("src/a.ts", "src/b.ts"), 1),
  untracked: files("notes.md"),
  commits: [{ hash: "578380492", subject: "Add lanes" }, { hash: "3e91b0600", subject: "First" }],
  stashes: 0,
};

const CLEAN: Facts = { ...FACTS, changed: changed(files()), untracked: files() };

/** Everything that must not reach a terminal or an agent as it is. */
const NASTY = 'x\n\u001b[31m\u0007\u202e\u200b\u{e0041}\ufeff\u0000"y"';

/** Every text that is made of some facts. */
function texts(facts: Facts, lastEdited: string | null = null): string[] {
  return [
    renderState(facts) ?? "",
    renderInterrupted(facts, lastEdited),
    ...renderFacts(facts, lastEdited),
  ];
}

Deno.test("renderState() tells how many files are not committed, and where", () => {
  const heads: [Facts["head"], string][] = [
    [{ kind: "branch", name: "feature/lanes" }, "3 uncommitted files on feature/lanes"],
    [{ kind: "detached", hash: "578380492" }, "3 uncommitted files on detached 578380492"],
    [{ kind: "detached", hash: null }, "3 uncommitted files on a detached head"],
    [{ kind: "unborn" }, "3 uncommitted files before the first commit"],
  ];
  for (const [head, text] of heads) assertEquals(renderState({ ...FACTS, head }), text);
});

Deno.test("renderState() finds the right words for none, one and at least some", () => {
  assertEquals(renderState(CLEAN), "nothing uncommitted on main");
  assertEquals(renderState({ ...CLEAN, untracked: files("x") }), "1 uncommitted file on main");
  const many = { count: 1, names: ["x"], atLeast: true };
  assertEquals(renderState({ ...CLEAN, untracked: many }), "1+ uncommitted files on main");
  assertEquals(renderState({ ...FACTS, untracked: null }), "2+ uncommitted files on main");
});

Deno.test("renderState() never takes what is not known for clean", () => {
  assertEquals(renderState({ ...CLEAN, changed: null }), null);
  assertEquals(renderState({ ...CLEAN, untracked: null }), null);
  assertEquals(renderState({ ...FACTS, changed: null, untracked: null }), null);
});

Deno.test("renderInterrupted() tells the state, a few names and the file edited last", () => {
  assertEquals(
    renderInterrupted(FACTS, "/home/ann/project/src/b.ts"),
    "interrupted work: 3 uncommitted files on main (src/a.ts, src/b.ts, notes.md), " +
      "last edited src/b.ts",
  );
  const more = { ...FACTS, untracked: files("c", "d") };
  assertEquals(
    renderInterrupted(more, "/elsewhere/x.ts"),
    "interrupted work: 4 uncommitted files on main (src/a.ts, src/b.ts, c, …), " +
      "last edited /elsewhere/x.ts",
  );
  assertEquals(renderInterrupted(CLEAN, null), "interrupted work: nothing uncommitted on main");
  assertEquals(renderInterrupted(null, "a.ts"), "interrupted work: last edited a.ts");
  assertEquals(renderInterrupted(null, null), "interrupted work");
});

Deno.test("renderFacts() tells everything, a line each", () => {
  const facts = {
    ...FACTS,
    changed: changed(files(..."abcdefghij"), 2, 1),
    stashes: 3,
  };
  assertEquals(renderFacts(facts, "/home/ann/project/a"), [
    "work tree: /home/ann/project on main",
    "changed files: 10 (2 staged, 1 in conflict): a, b, c, d, e, f, g, h and 2 more",
    "new files: 1: notes.md",
    'last commits: 578380492 "Add lanes"; 3e91b0600 "First"',
    "stashes: 3",
    "last edited: a",
  ]);
});

Deno.test("renderFacts() says what is not known, and leaves out what is not there", () => {
  const unknown = { ...FACTS, changed: null, untracked: null, commits: null, stashes: null };
  assertEquals(renderFacts(unknown, null), [
    "work tree: /home/ann/project on main",
    "changed files: not known",
    "new files: not known",
    "last commits: not known",
    "stashes: not known",
  ]);
  assertEquals(renderFacts({ ...CLEAN, commits: [] }, null).slice(1), [
    "changed files: none",
    "new files: none",
    "last commits: none",
  ]);
});

Deno.test("renderFacts() says that a list goes on where it was cut", () => {
  const cut = { count: 2_000, names: ["a"], atLeast: true };
  assertEquals(
    renderFacts({ ...FACTS, untracked: cut }, null)[2],
    "new files: 2000+: a and 1999+ more",
  );
});

Deno.test("a name or subject that a stranger chose stands between quotes, without unseen characters", () => {
  const nasty: Facts = {
    ...FACTS,
    root: `/home/${NASTY}`,
    head: { kind: "branch", name: NASTY },
    changed: changed(files(NASTY)),
    untracked: files(NASTY),
    commits: [{ hash: "578380492", subject: NASTY }],
  };
  for (const text of texts(nasty, `/tmp/${NASTY}`)) {
    assert(!/\p{C}|\u202e/u.test(text), text);
    assert(text.isWellFormed(), text);
  }
  assert(renderState(nasty)?.endsWith(`on "x [31m 'y'"`), renderState(nasty) ?? "");
});

Deno.test("a name or subject without end is cut: a path at its front, a subject at its end", () => {
  const long = `${"directory/".repeat(400)}😀name.ts`;
  const facts: Facts = {
    ...FACTS,
    changed: changed(files(long, long, long, long)),
    untracked: files(long, long, long, long),
    commits: Array.from({ length: 3 }, () => ({ hash: "578380492", subject: long })),
  };
  const lines = texts(facts, long);
  for (const line of lines) assert(line.length <= 1_000, `${line.length}: ${line}`);
  assert(lines[1]?.includes("directory/😀name.ts"), lines[1]);
  assert(lines.some((line) => line.includes('"directory/directory/')), lines.join("\n"));
});
