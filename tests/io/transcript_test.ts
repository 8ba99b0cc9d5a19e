import { assert, assertEquals } from "@std/assert";
import {
  BACKLOG_BYTES,
  type Cursor,
  findTranscript,
  listAgentFiles,
  READ_BYTES,
  readAppended,
  readTail,
} from "../../src/io/transcript.ts";
import { withFakeHost } from "../support/fake_host.ts";
import { openScratch } from "../support/scratch.ts";

const append = (path: string, text: string | Uint8Array) =>
  typeof text === "string"
    ? Deno.writeTextFileSync(path, text, { append: true })
    : Deno.writeFileSync(path, text, { append: true });

/** Everything that is read until nothing more comes. */
function readOn(path: string, cursor: Cursor | null): { text: string; cursor: Cursor | null } {
  let text = "";
  for (let appended = readAppended(path, cursor); appended !== null;) {
    text += appended.text;
    cursor = appended.cursor;
    appended = appended.more ? readAppended(path, cursor) : null;
  }
  return { text, cursor };
}

Deno.test("readAppended() reads a new file whole, then only what it grew by", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/t.jsonl`;
  append(path, "one\ntwo\n");
  const first = readAppended(path, null);
  assertEquals([first?.text, first?.from, first?.bytes], ["one\ntwo\n", "whole", 8]);
  assertEquals(readAppended(path, first?.cursor ?? null), null);
  append(path, "three\n");
  const second = readAppended(path, first?.cursor ?? null);
  assertEquals([second?.text, second?.from, second?.bytes], ["three\n", "follows", 6]);
});

Deno.test("readAppended() leaves a half line for next time", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/t.jsonl`;
  append(path, "one\ntw");
  const first = readAppended(path, null);
  assertEquals(first?.text, "one\n");
  append(path, "o");
  const second = readAppended(path, first?.cursor ?? null);
  assertEquals(second?.text, "");
  append(path, "\nthree");
  assertEquals(readAppended(path, second?.cursor ?? null)?.text, "two\n");
});

Deno.test("readAppended() keeps a character whole whose bytes arrive one by one", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/t.jsonl`;
  let cursor: Cursor | null = null;
  let text = "";
  for (const byte of new TextEncoder().encode("é≈😀\n")) {
    append(path, new Uint8Array([byte]));
    const read = readOn(path, cursor);
    text += read.text;
    cursor = read.cursor;
  }
  assertEquals(text, "é≈😀\n");
});

Deno.test("readAppended() starts anew on a file that was truncated", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/t.jsonl`;
  append(path, "a long first line\n");
  const { cursor } = readOn(path, null);
  Deno.truncateSync(path, 0);
  append(path, "short\n");
  const again = readAppended(path, cursor);
  assertEquals([again?.text, again?.from], ["short\n", "whole"]);
});

Deno.test("readAppended() notices a file that was cut and has outgrown the cursor again", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/t.jsonl`;
  append(path, "first\n");
  const { cursor } = readOn(path, null);
  Deno.truncateSync(path, 0);
  append(path, "another, longer\nand more\n");
  assertEquals(readAppended(path, cursor)?.text, "another, longer\nand more\n");
});

Deno.test("readAppended() starts anew on a file that replaced another", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/t.jsonl`;
  append(path, "old\n");
  const { cursor } = readOn(path, null);
  append(`${path}.new`, "old\nnew\n");
  Deno.renameSync(`${path}.new`, path);
  assertEquals(readAppended(path, cursor)?.text, "old\nnew\n");
});

Deno.test("readAppended() reads but the tail of a huge file it never saw", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/t.jsonl`;
  append(path, `${"x".repeat(9_999)}\n`.repeat(400));
  append(path, "last\n");
  const appended = readAppended(path, null);
  assertEquals([appended?.from, appended?.bytes, appended?.more], ["tail", READ_BYTES, false]);
  const lines = appended?.text.split("\n") ?? [];
  assertEquals([lines.at(-2), lines[0]?.length], ["last", 9_999]);
  append(path, "after\n");
  assertEquals(readAppended(path, appended?.cursor ?? null)?.text, "after\n");
});

Deno.test("readAppended() reads a growth larger than its limit piece by piece", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/t.jsonl`;
  append(path, "start\n");
  const { cursor } = readOn(path, null);
  const growth = Array.from({ length: 600_000 }, (_, index) => `${index}\n`).join("");
  append(path, growth);
  const first = readAppended(path, cursor);
  assertEquals([first?.bytes, first?.more], [READ_BYTES, true]);
  assert(readOn(path, cursor).text === growth);
});

Deno.test("readAppended() gives up a backlog for the tail", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/t.jsonl`;
  append(path, "start\n");
  const { cursor } = readOn(path, null);
  append(path, `${"x".repeat(999_999)}\n`.repeat(Math.ceil(BACKLOG_BYTES / 1_000_000)));
  append(path, "last\n");
  const appended = readAppended(path, cursor);
  assertEquals([appended?.from, appended?.more], ["tail", false]);
  assert(appended?.text.endsWith("\nlast\n"));
});

Deno.test("readAppended() passes over a line longer than its limit, wherever it was cut", () => {
  using scratch = openScratch();
  for (const extra of [0, 1, 5, 700_000, READ_BYTES, READ_BYTES + 1, 3 * READ_BYTES]) {
    const path = `${scratch.path}/${extra}.jsonl`;
    append(path, "before\n");
    const start = readOn(path, null);
    append(path, "x".repeat(READ_BYTES + extra));
    const middle = readOn(path, start.cursor);
    append(path, "\nafter\n");
    assertEquals(start.text + middle.text + readOn(path, middle.cursor).text, "before\nafter\n");
  }
});

Deno.test("readAppended() reads a line just as long as its limit", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/t.jsonl`;
  append(path, `before\n${"x".repeat(READ_BYTES - 1)}\nafter\n`);
  const start = readAppended(path, null);
  // Seen for the first time the file is one line too large to be read from its first byte.
  assertEquals([start?.from, start?.text], ["tail", "after\n"]);
  const small = `${scratch.path}/small.jsonl`;
  append(small, "before\n");
  const { cursor } = readOn(small, null);
  append(small, `${"x".repeat(READ_BYTES - 1)}\nafter\n`);
  assertEquals(readOn(small, cursor).text.length, READ_BYTES + "after\n".length);
});

Deno.test("readAppended() survives bytes that are no text", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/t.jsonl`;
  append(path, new Uint8Array([0xff, 0xfe, 0xc3, 10, 0, 0xe2, 0x88, 10]));
  append(path, "good\n");
  assertEquals(readAppended(path, null)?.text.split("\n").at(-2), "good");
});

Deno.test("readAppended() knows nothing of what is absent or no file", () => {
  using scratch = openScratch();
  Deno.mkdirSync(`${scratch.path}/d.jsonl`);
  new Deno.Command("mkfifo", { args: [`${scratch.path}/pipe.jsonl`] }).outputSync();
  for (const name of ["absent.jsonl", "d.jsonl", "pipe.jsonl"]) {
    assertEquals(readAppended(`${scratch.path}/${name}`, null), null, name);
  }
});

Deno.test("readAppended() takes an empty file for one that may grow", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/t.jsonl`;
  append(path, "");
  const { text, cursor } = readOn(path, null);
  append(path, "one\n");
  assertEquals([text, readOn(path, cursor).text], ["", "one\n"]);
});

Deno.test("readTail() gives the last whole lines", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/t.jsonl`;
  append(path, "one\ntwo\nthree\nhal");
  assertEquals(readTail(path, 1000), ["one", "two", "three"]);
  assertEquals(readTail(path, 12), ["three"]);
  assertEquals(readTail(path, 3), []);
  assertEquals(readTail(`${path}x`, 1000), []);
});

Deno.test("findTranscript() takes a transcript below a sealed configuration directory", async () => {
  await withFakeHost({ configs: 2 }, (host) => {
    assert(host.seal !== null);
    for (const { dir } of host.seal.configs) {
      const path = `${dir}/projects/-home-ada/s.jsonl`;
      assertEquals(findTranscript(path, host.seal, host.env), null, "does not exist yet");
      Deno.mkdirSync(`${dir}/projects/-home-ada`, { recursive: true });
      append(path, "");
      assertEquals(findTranscript(path, host.seal, host.env), path);
    }
  });
});

Deno.test("findTranscript() refuses every other path", async () => {
  await withFakeHost({}, (host) => {
    assert(host.seal !== null);
    const { dir } = host.config;
    Deno.mkdirSync(`${dir}/projects/p`, { recursive: true });
    Deno.mkdirSync(`${host.dir}/projects/p`, { recursive: true });
    const outside = `${host.dir}/projects/p/s.jsonl`;
    const secret = `${dir}/.credentials.jsonl`;
    for (const path of [outside, secret, `${dir}/projects/p/s.json`]) append(path, "x\n");
    Deno.symlinkSync(outside, `${dir}/projects/p/link.jsonl`);
    const refused = [
      outside,
      secret,
      `${dir}/projects/p/s.json`,
      `${dir}/projects/p/link.jsonl`,
      `${dir}/projects/../.credentials.jsonl`,
      `${dir}/projects/p/../../.credentials.jsonl`,
      `${dir}/projects/p/../../../projects/p/s.jsonl`,
      "projects/p/s.jsonl",
      "/proc/self/environ.jsonl",
      "",
      null,
    ];
    for (const path of refused) {
      assertEquals(findTranscript(path, host.seal, host.env), null, String(path));
    }
  });
});

Deno.test("findTranscript() knows the sealed directory by the name its person uses", async () => {
  await withFakeHost({}, (host) => {
    const real = `${host.dir}/dotfiles/claude`;
    Deno.mkdirSync(`${real}/projects/p`, { recursive: true });
    append(`${real}/projects/p/s.jsonl`, "");
    const seal = { state: host.state, configs: [{ ...host.config, dir: real }] };
    const asked = `${host.dir}/.claude/projects/p/s.jsonl`;
    assertEquals(findTranscript(asked, seal, host.env), `${real}/projects/p/s.jsonl`);
    assertEquals(findTranscript(asked, seal, {}), null);
  });
});

Deno.test("listAgentFiles() finds the transcripts of subagents at every depth", () => {
  using scratch = openScratch();
  const transcript = `${scratch.path}/s.jsonl`;
  append(transcript, "");
  assertEquals(listAgentFiles(transcript), []);
  Deno.mkdirSync(`${scratch.path}/s/subagents/workflows/w1`, { recursive: true });
  Deno.mkdirSync(`${scratch.path}/s/tool-results`);
  for (
    const name of [
      "subagents/agent-a1.jsonl",
      "subagents/agent-a1.meta.json",
      "subagents/notes.jsonl",
      "subagents/workflows/w1/agent-b2.jsonl",
      "tool-results/agent-c3.jsonl",
    ]
  ) append(`${scratch.path}/s/${name}`, "");
  assertEquals(listAgentFiles(transcript).map(({ agentId }) => agentId).toSorted(), ["a1", "b2"]);
});

Deno.test("listAgentFiles() follows no link", () => {
  using scratch = openScratch();
  const outside = `${scratch.path}/outside`;
  Deno.mkdirSync(`${outside}/subagents`, { recursive: true });
  append(`${outside}/subagents/agent-x.jsonl`, "");
  append(`${scratch.path}/one.jsonl`, "");
  append(`${scratch.path}/two.jsonl`, "");
  Deno.mkdirSync(`${scratch.path}/one/subagents`, { recursive: true });
  Deno.symlinkSync(outside, `${scratch.path}/one/subagents/more`);
  Deno.symlinkSync(
    `${outside}/subagents/agent-x.jsonl`,
    `${scratch.path}/one/subagents/agent-y.jsonl`,
  );
  Deno.symlinkSync(outside, `${scratch.path}/two`);
  assertEquals(listAgentFiles(`${scratch.path}/one.jsonl`), []);
  assertEquals(listAgentFiles(`${scratch.path}/two.jsonl`), []);
});
