import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { unifiedDiff } from "../../src/render/diff.ts";

Deno.test("unifiedDiff() prints what diff -u prints", () => {
  const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
  const after = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n";
  assertEquals(unifiedDiff("f", before, after), [
    "--- f",
    "+++ f",
    "@@ -2,8 +2,9 @@",
    " 2",
    " 3",
    " 4",
    "-5",
    "+five",
    " 6",
    " 7",
    " 8",
    " 9",
    "+10",
  ]);
});

Deno.test("unifiedDiff() separates changes that lie apart", () => {
  const lines = Array.from({ length: 30 }, (_, index) => `${index}\n`);
  const after = lines.with(1, "one\n").with(28, "end\n");
  assertEquals(
    unifiedDiff("f", lines.join(""), after.join("")).filter((line) => line.startsWith("@@")),
    ["@@ -1,5 +1,5 @@", "@@ -26,5 +26,5 @@"],
  );
});

Deno.test("unifiedDiff() says when a file is new, gone, or without a final newline", () => {
  assertEquals(unifiedDiff("f", null, "a\n"), ["--- /dev/null", "+++ f", "@@ -0,0 +1 @@", "+a"]);
  assertEquals(unifiedDiff("f", "a\n", null), ["--- f", "+++ /dev/null", "@@ -1 +0,0 @@", "-a"]);
  assertEquals(unifiedDiff("f", "a", "a\n").slice(3), ["-a", "\\ No newline at end of file", "+a"]);
  assertEquals(unifiedDiff("f", "same", "same"), []);
});

Deno.test("unifiedDiff() lets nothing reach the terminal that moves its cursor", () => {
  assertEquals(unifiedDiff("f", null, "a\x1b[2Jb\tc\r\n").at(-1), "+a?[2Jb\tc");
});

Deno.test("unifiedDiff() shows a long rewrite as a whole", () => {
  const text = (word: string) => Array.from({ length: 2_000 }, (_, i) => `${word}${i}\n`).join("");
  assertEquals(unifiedDiff("f", text("a"), text("b")).length, 4_003);
});

// What a diff says of the lines it shows; the others are equal and counted by its headers.
function apply(diff: readonly string[], before: readonly string[]): string[] {
  const after: string[] = [];
  let at = 0;
  for (const line of diff.slice(2)) {
    const [, start, , count] = /^@@ -(\d+)(,(\d+))? /.exec(line) ?? [];
    if (start !== undefined) {
      const first = count === "0" ? Number(start) : Number(start) - 1;
      after.push(...before.slice(at, first));
      at = first;
    } else if (line.startsWith("+")) after.push(line.slice(1));
    else {
      assertEquals(before[at], line.slice(1));
      if (line.startsWith(" ")) after.push(line.slice(1));
      at++;
    }
  }
  return [...after, ...before.slice(at)];
}

Deno.test("unifiedDiff() turns one text into the other", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 30 });
  const text = (list: readonly string[]) => list.map((line) => `${line}\n`).join("");
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const diff = unifiedDiff("f", text(before), text(after));
      assertEquals(apply(diff, before), after);
    }),
    { numRuns: 500 },
  );
});
