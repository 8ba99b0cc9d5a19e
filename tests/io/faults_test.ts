import { assert, assertEquals } from "@std/assert";
import { readFaults, recordFault } from "../../src/io/faults.ts";
import { NOW } from "../support/fake_host.ts";
import { modeOf, openScratch } from "../support/scratch.ts";

Deno.test("a recorded fault comes back with its time, its verb and its cause", () => {
  using scratch = openScratch();
  recordFault(scratch.path, NOW, "tap", new TypeError("no such thing"));
  recordFault(scratch.path, NOW + 1, "hook stop", "a bare text\nof two lines");
  assertEquals(readFaults(scratch.path), [
    { at: NOW, verb: "tap", message: "TypeError: no such thing" },
    { at: NOW + 1, verb: "hook stop", message: "a bare text\nof two lines" },
  ]);
});

Deno.test("the file of faults is for the owner only, whatever the umask allows", () => {
  using scratch = openScratch();
  const before = Deno.umask(0o000);
  try {
    recordFault(scratch.path, NOW, "tap", "x");
  } finally {
    Deno.umask(before);
  }
  assertEquals(modeOf(`${scratch.path}/faults.jsonl`), "600");
});

Deno.test("a program that fails at every render does not fill the disk, and its last faults stay", () => {
  using scratch = openScratch();
  for (let n = 0; n < 1_000; n++) {
    recordFault(scratch.path, NOW + n, "tap", new Error("x".repeat(10_000)));
  }
  assert(Deno.statSync(`${scratch.path}/faults.jsonl`).size <= 65 * 1024);
  assertEquals(readFaults(scratch.path).at(-1)?.at, NOW + 999);
});

Deno.test("a line that was cut when the machine stopped is passed over", () => {
  using scratch = openScratch();
  recordFault(scratch.path, NOW, "tap", "whole");
  const path = `${scratch.path}/faults.jsonl`;
  Deno.writeTextFileSync(path, `{"at":1,"ver\nnull\n[]\n`, { append: true });
  recordFault(scratch.path, NOW + 1, "tap", "after");
  assertEquals(readFaults(scratch.path).map((fault) => fault.message), ["whole", "after"]);
});

Deno.test("recordFault() never throws: not without a directory, not with a directory in its place", () => {
  using scratch = openScratch();
  recordFault(`${scratch.path}/none`, NOW, "tap", "x");
  Deno.mkdirSync(`${scratch.path}/faults.jsonl`);
  recordFault(scratch.path, NOW, "tap", "x");
  assertEquals(readFaults(scratch.path), []);
  assertEquals(readFaults(`${scratch.path}/none`), []);
});
