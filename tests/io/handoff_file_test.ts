import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import {
  handoffPath,
  readHandoffFile,
  sweepHandoffs,
  writeHandoffFile,
} from "../../src/io/handoff_file.ts";
import { DAY } from "../../src/model/units.ts";
import { NOW } from "../support/fake_host.ts";
import { modeOf, openScratch } from "../support/scratch.ts";

function age(path: string, days: number): void {
  const at = new Date((NOW - days * DAY) * 1000);
  Deno.utimeSync(path, at, at);
}

function names(dir: string): string[] {
  return [...Deno.readDirSync(dir)].map(({ name }) => name).toSorted();
}

Deno.test("a handoff is a file of its session, for its owner only, replaced whole", () => {
  using scratch = openScratch();
  writeHandoffFile(scratch.path, "s-1", "first, and longer");
  writeHandoffFile(scratch.path, "s-1", "# second\r\n\té");
  const path = handoffPath(scratch.path, "s-1");
  assertEquals(path, join(scratch.path, "handoffs", "s-1.md"));
  assertEquals(Deno.readTextFileSync(path), "# second\r\n\té");
  assertEquals(readHandoffFile(scratch.path, "s-1"), "# second\r\n\té");
  assertEquals(readHandoffFile(scratch.path, "s-2"), null);
  assertEquals([modeOf(path), modeOf(join(scratch.path, "handoffs"))], ["600", "700"]);
  assertEquals(names(join(scratch.path, "handoffs")), ["s-1.md"]);
});

Deno.test("sweepHandoffs() removes files by their age and nothing else", () => {
  using scratch = openScratch();
  sweepHandoffs(scratch.path, NOW);
  for (const name of ["old.md", "old.extracts.json", "young.md", "young.extracts.json"]) {
    const path = join(scratch.path, "handoffs", name);
    writeHandoffFile(scratch.path, "old", "x");
    Deno.writeTextFileSync(path, "x");
    age(path, name.startsWith("old") ? 15 : 13);
  }
  const outside = join(scratch.path, "outside.md");
  Deno.writeTextFileSync(outside, "x");
  age(outside, 15);
  const dir = join(scratch.path, "handoffs");
  Deno.symlinkSync(outside, join(dir, "link.md"));
  Deno.mkdirSync(join(dir, "dir"));
  age(join(dir, "dir"), 15);
  age(join(dir, "old.md"), 15);
  sweepHandoffs(scratch.path, NOW - 14 * DAY);
  assertEquals(names(dir), ["dir", "link.md", "young.extracts.json", "young.md"]);
  assertEquals(Deno.readTextFileSync(outside), "x");
});

Deno.test("a handoff that cannot be written says so", () => {
  using scratch = openScratch();
  Deno.writeTextFileSync(join(scratch.path, "handoffs"), "a file where the directory belongs");
  assertThrows(() => writeHandoffFile(scratch.path, "s-1", "x"));
  assertEquals(readHandoffFile(scratch.path, "s-1"), null);
});
