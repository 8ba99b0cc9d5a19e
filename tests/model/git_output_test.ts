import { assert, assertEquals } from "@std/assert";
import {
  decodeCommits,
  decodeNames,
  decodePlace,
  decodeSettings,
  decodeStatus,
  MAX_NAMES,
} from "../../src/model/git_output.ts";

const nul = (...entries: string[]) => entries.map((entry) => `${entry}\0`).join("");

Deno.test("decodeStatus() tells changed, staged and conflicting files apart", () => {
  const output = nul(
    " M a",
    "M  b",
    "MM c",
    "A  d",
    " D e",
    "D  f",
    "UU g",
    "AA h",
    "DD i",
    "T  j",
  );
  const { count, names, staged, conflicted } = decodeStatus(output, false);
  assertEquals([count, staged, conflicted], [10, 5, 3]);
  assertEquals(names.join(""), "abcdefghij");
});

Deno.test("decodeStatus() knows an empty answer as no changes", () => {
  assertEquals(decodeStatus("", false), {
    ...{ count: 0, names: [], atLeast: false },
    staged: 0,
    conflicted: 0,
  });
});

Deno.test("decodeStatus() passes over the half entry at a cut, and says at least", () => {
  const { count, names, atLeast } = decodeStatus(`${nul(" M a", " M b")} M hal`, true);
  assertEquals([count, names, atLeast], [2, ["a", "b"], true]);
});

Deno.test("decodeNames() keeps spaces, line feeds and quotes of a name", () => {
  assertEquals(decodeNames(nul(" a ", "b\nc", 'd"e', "f/"), false).names, [
    " a ",
    "b\nc",
    'd"e',
    "f/",
  ]);
});

Deno.test("a list counts every name but keeps only the first, none of them without end", () => {
  const names = Array.from({ length: MAX_NAMES + 5 }, (_, n) => `${n}-${"😀".repeat(300)}`);
  const found = decodeNames(nul(...names), false);
  assertEquals([found.count, found.names.length], [names.length, MAX_NAMES]);
  for (const name of found.names) {
    assert(name.length <= 200 && name.endsWith("…") && name.isWellFormed(), name);
  }
});

Deno.test("decodeCommits() reads hash and subject, newest first", () => {
  const output = "commit 5783\n578380492\0Third: a\ncommit 3e91\n3e91b0600\0\n";
  assertEquals(decodeCommits(output), [
    { hash: "578380492", subject: "Third: a" },
    { hash: "3e91b0600", subject: "" },
  ]);
});

Deno.test("decodeCommits() passes over what is no commit and cuts a subject without end", () => {
  assertEquals(decodeCommits("commit x\nnot a hash\0Subject\n\n\0\n"), []);
  const [commit] = decodeCommits(`commit abcd\nabcd\0${"x".repeat(5_000)}`);
  assertEquals(commit?.subject.length, 120);
});

Deno.test("decodePlace() tells root and branch, also where the root has line feeds", () => {
  assertEquals(decodePlace("/work\nrefs/heads/feature/x\n"), {
    root: "/work",
    branch: "feature/x",
  });
  assertEquals(decodePlace("/two\nlines\nrefs/heads/main\n"), {
    root: "/two\nlines",
    branch: "main",
  });
  assertEquals(decodePlace("C:/work\nHEAD\n"), { root: "C:/work", branch: null });
});

Deno.test("decodePlace() is null for an answer that names no work tree", () => {
  for (const output of ["", "\n", "/work\n", "relative\nHEAD\n", `/${"x".repeat(5_000)}\nHEAD\n`]) {
    assertEquals(decodePlace(output), null, output.slice(0, 20));
  }
});

Deno.test("decodeSettings() names each filter once, whatever its name holds", () => {
  const output = nul("filter.lfs.clean\ngit-lfs clean", "filter.lfs.required\ntrue") +
    nul("filter.a.b c.process\nx", "filter..smudge");
  assertEquals(decodeSettings(output)?.filters, ["lfs", "a.b c", ""]);
});

Deno.test("decodeSettings() is null where a filter could not be named on a command line", () => {
  assertEquals(decodeSettings(nul("filter.a=b.clean\nx")), null);
  const many = Array.from({ length: 21 }, (_, n) => `filter.f${n}.clean\nx`);
  assertEquals(decodeSettings(nul(...many)), null);
  assertEquals(decodeSettings(nul(...many.slice(1)))?.filters.length, 20);
});

Deno.test("decodeSettings() tells whether the person hides new files; the last setting holds", () => {
  const key = "status.showuntrackedfiles";
  const hides = (...entries: string[]) => decodeSettings(nul(...entries))?.hidesUntracked;
  assertEquals([hides(), hides(`${key}\nno`), hides(`${key}\nall`), hides(key)], [
    false,
    true,
    false,
    false,
  ]);
  assertEquals(hides(`${key}\nno`, `${key}\nnormal`), false);
});
