import { assert, assertEquals, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { sweepLeftovers } from "../../src/io/leftovers.ts";
import { ensureDir, readTextOrNull, replaceFile } from "../../src/io/state_file.ts";
import { NOW } from "../support/fake_host.ts";
import { modeOf, openScratch } from "../support/scratch.ts";

const names = (dir: string) => [...Deno.readDirSync(dir)].map((entry) => entry.name).sort();

Deno.test("replaceFile() leaves the new text, for the owner only, and nothing beside it", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/state.json`;
  const before = Deno.umask(0o000);
  try {
    replaceFile(path, "first");
    replaceFile(path, "second");
  } finally {
    Deno.umask(before);
  }
  assertEquals(Deno.readTextFileSync(path), "second");
  assertEquals(modeOf(path), "600");
  assertEquals(names(scratch.path), ["state.json"]);
});

Deno.test("replaceFile() takes its half away again where it cannot finish", () => {
  using scratch = openScratch();
  Deno.mkdirSync(`${scratch.path}/state.json/occupied`, { recursive: true });
  assertThrows(() => replaceFile(`${scratch.path}/state.json`, "text"));
  assertEquals(names(scratch.path), ["state.json"]);
});

Deno.test("a reader sees the former text or the new one, never a part", async () => {
  using scratch = openScratch();
  const path = `${scratch.path}/state.json`;
  replaceFile(path, JSON.stringify({ turn: -1, padding: "" }));
  const writers = [0, 1].map((writer) =>
    new Worker(new URL("../support/replacer.ts", import.meta.url), {
      type: "module",
      name: JSON.stringify({ path, writer, turns: 300 }),
    })
  );
  const ends = writers.map((worker) =>
    new Promise<void>((done) => worker.onmessage = () => done())
  );
  let running = true;
  const finished = Promise.all(ends).then(() => running = false);
  let reads = 0;
  while (running) {
    const { turn, padding } = JSON.parse(Deno.readTextFileSync(path));
    assert(Number.isInteger(turn) && typeof padding === "string");
    reads++;
    if (reads % 20 === 0) await new Promise((resume) => setTimeout(resume, 0));
  }
  await finished;
  for (const worker of writers) worker.terminate();
  assert(reads > 20, `${reads} reads`);
  assertEquals(names(scratch.path), ["state.json"]);
});

Deno.test("sweepLeftovers() takes what dead writers left, here and below, and nothing else", () => {
  using scratch = openScratch();
  const dir = scratch.path;
  ensureDir(`${dir}/accounts/a-1`);
  const old = new Date((NOW - 2 * 3600) * 1000);
  const young = new Date((NOW - 60) * 1000);
  const files: [string, Date][] = [
    ["state.json.123-456.new", old],
    ["accounts/a-1/state.json.9-9.new", old],
    ["state.json.124-1.new", young],
    ["state.json", old],
    ["my.new", old],
    ["notes.2.new.txt", old],
  ];
  for (const [name, at] of files) {
    Deno.writeTextFileSync(`${dir}/${name}`, "");
    Deno.utimeSync(`${dir}/${name}`, at, at);
  }
  sweepLeftovers(dir, NOW);
  assertEquals(names(dir), [
    "accounts",
    "my.new",
    "notes.2.new.txt",
    "state.json",
    "state.json.124-1.new",
  ]);
  assertEquals(names(`${dir}/accounts/a-1`), []);
});

Deno.test("sweepLeftovers() does not follow links out of the directory", () => {
  using scratch = openScratch();
  ensureDir(`${scratch.path}/state`);
  ensureDir(`${scratch.path}/elsewhere`);
  const old = new Date((NOW - 7200) * 1000);
  const outside = `${scratch.path}/elsewhere/state.json.1-1.new`;
  Deno.writeTextFileSync(outside, "");
  Deno.utimeSync(outside, old, old);
  Deno.symlinkSync(`${scratch.path}/elsewhere`, `${scratch.path}/state/link`);
  Deno.symlinkSync(outside, `${scratch.path}/state/state.json.2-2.new`);
  sweepLeftovers(`${scratch.path}/state`, NOW);
  assertEquals(names(`${scratch.path}/elsewhere`), ["state.json.1-1.new"]);
});

Deno.test("what a writer wrote under its temporary name is what a sweep knows as a leftover", async () => {
  using scratch = openScratch();
  const path = `${scratch.path}/state.json`;
  const code = `import { replaceFile } from ${
    JSON.stringify(new URL("../../src/io/state_file.ts", import.meta.url).href)
  };
    Deno.renameSync = () => Deno.kill(Deno.pid, "SIGKILL");
    replaceFile(${JSON.stringify(path)}, "half");`;
  const config = fromFileUrl(new URL("../../deno.json", import.meta.url));
  await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", config, "data:," + encodeURIComponent(code)],
    stdin: "null",
    stderr: "null",
  }).output();
  assertEquals(names(scratch.path).length, 1);
  sweepLeftovers(scratch.path, Date.now() / 1000 + 2 * 3600);
  assertEquals(names(scratch.path), []);
});

Deno.test("ensureDir() makes directories for the owner only and accepts those that exist", () => {
  using scratch = openScratch();
  ensureDir(`${scratch.path}/accounts/a-1`);
  ensureDir(`${scratch.path}/accounts/a-1`);
  assertEquals(modeOf(`${scratch.path}/accounts`), "700");
  assertEquals(modeOf(`${scratch.path}/accounts/a-1`), "700");
});

Deno.test("readTextOrNull() is null for what is absent, a directory or below a file", () => {
  using scratch = openScratch();
  Deno.writeTextFileSync(`${scratch.path}/file`, "text");
  assertEquals(readTextOrNull(`${scratch.path}/file`), "text");
  assertEquals(readTextOrNull(`${scratch.path}/none`), null);
  assertEquals(readTextOrNull(scratch.path), null);
  assertEquals(readTextOrNull(`${scratch.path}/file/below`), null);
});
