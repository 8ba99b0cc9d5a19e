// What may be saved of a note, and what the journal tells of it.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type NewPin,
  saveCheckpoint,
  saveHandoff,
  savePin,
  unpin,
} from "../../../src/commands/notes/save.ts";
import { readHandoffFile } from "../../../src/io/handoff_file.ts";
import { readCheckpoint } from "../../../src/io/store/checkpoints.ts";
import { COMMAND_BUSY_MS, openStore, type Store } from "../../../src/io/store/database.ts";
import { readEntries } from "../../../src/io/store/entries.ts";
import { readHandoff } from "../../../src/io/store/handoffs.ts";
import { readPins } from "../../../src/io/store/pins.ts";
import { writeSession } from "../../../src/io/store/sessions.ts";
import { CHECKPOINT_CHARS, CHECKPOINT_ITEMS } from "../../../src/model/checkpoint.ts";
import { HANDOFF_CHARS } from "../../../src/model/handoff.ts";
import type { Refusal } from "../../../src/model/note_refusal.ts";
import { PIN_CHARS, PINS_CHARS, PINS_PER_SCOPE, PINS_VISIBLE } from "../../../src/model/pin.ts";
import { renderRefusal } from "../../../src/render/note_refusal.ts";
import { NOW } from "../../support/fake_host.ts";
import { aSession } from "../../support/rows.ts";
import { openScratch } from "../../support/scratch.ts";

const SESSION = { id: "s-1", projectDir: "/p", account: "a-1" };
const NOTE = { task: "t", decisions: [], ruledOut: [], nextSteps: [] };

function withStore(test: (store: Store, dir: string) => void): void {
  using scratch = openScratch();
  const store = openStore(scratch.path, COMMAND_BUSY_MS, NOW);
  writeSession(store, aSession(SESSION));
  test(store, scratch.path);
}

function pinOf(text: string, given: Partial<NewPin> = {}): NewPin {
  return { sessionId: "s-1", projectDir: "/p", author: "agent", text, expiresAt: null, ...given };
}

/** Why it was refused; null: it was saved. */
function whyNot(outcome: { kind: "saved" } | { kind: "refused"; why: Refusal }): Refusal | null {
  return outcome.kind === "saved" ? null : outcome.why;
}

Deno.test("saveCheckpoint() keeps the latest note of a session and tells the journal", () =>
  withStore((store) => {
    saveCheckpoint(store, SESSION, { ...NOTE, task: "former" }, NOW - 1);
    const note = {
      task: " t\0 ",
      decisions: ["d\ud83d", " ", "\u200b"],
      ruledOut: [],
      nextSteps: ["n"],
    };
    const saved = saveCheckpoint(store, SESSION, note, NOW);
    const kept = { ...NOTE, task: "t", decisions: ["d\ufffd"], nextSteps: ["n"] };
    const checkpoint = { sessionId: "s-1", projectDir: "/p", note: kept, at: NOW };
    assertEquals(saved, { kind: "saved", checkpoint });
    assertEquals(readCheckpoint(store, "s-1"), checkpoint);
    assertEquals(readEntries(store, "checkpoint", 1), [{
      at: NOW,
      kind: "checkpoint",
      sessionId: "s-1",
      account: "a-1",
      detail: { chars: 4, steps: 1 },
    }]);
  }));

Deno.test("saveCheckpoint() takes a note up to its caps, counted over all its texts", () =>
  withStore((store) => {
    const items = (count: number) => Array.from({ length: count }, () => "x");
    const half = "x".repeat(CHECKPOINT_CHARS / 2);
    const save = (note: Partial<typeof NOTE> | Record<string, unknown>) =>
      whyNot(saveCheckpoint(store, SESSION, { ...NOTE, ...note }, NOW));
    assertEquals(save({ task: half, ruledOut: [half] }), null);
    assertEquals(save({ task: half, ruledOut: [`${half}x`] }), {
      kind: "too-long",
      note: "checkpoint",
      chars: CHECKPOINT_CHARS + 1,
      cap: CHECKPOINT_CHARS,
    });
    assertEquals(save({ decisions: items(20), nextSteps: items(20) }), null);
    assertEquals(save({ decisions: items(20), nextSteps: items(20), ruledOut: items(1) }), {
      kind: "too-many-items",
      count: CHECKPOINT_ITEMS + 1,
      cap: CHECKPOINT_ITEMS,
    });
    for (const task of ["", " \n", "\u200b\0"]) {
      assertEquals(save({ task, nextSteps: ["n"] }), { kind: "empty", note: "checkpoint" });
    }
  }));

Deno.test("what is refused changes nothing", () =>
  withStore((store, dir) => {
    saveCheckpoint(store, SESSION, NOTE, NOW - 1);
    saveHandoff(store, dir, SESSION, "kept", NOW - 1);
    const tooLong = "x".repeat(HANDOFF_CHARS + 1);
    saveCheckpoint(store, SESSION, { ...NOTE, task: tooLong }, NOW);
    saveHandoff(store, dir, SESSION, tooLong, NOW);
    savePin(store, pinOf(tooLong), NOW);
    assertEquals([readCheckpoint(store, "s-1")?.at, readHandoff(store, "s-1")?.at], [
      NOW - 1,
      NOW - 1,
    ]);
    assertEquals(readHandoffFile(dir, "s-1"), "kept");
    assertEquals(readPins(store, { sessionId: "s-1", projectDir: "/p" }, NOW), []);
    const count = (kind: "checkpoint" | "handoff" | "pinned") => readEntries(store, kind, 9).length;
    assertEquals([count("checkpoint"), count("handoff"), count("pinned")], [1, 1, 0]);
  }));

Deno.test("saveHandoff() keeps the text as a file, verbatim, and what it is about in the store", () =>
  withStore((store, dir) => {
    const text = "# State\r\n\r\nhalf done\x1b[1m\n";
    const saved = saveHandoff(store, dir, SESSION, `${text}\0`, NOW);
    const handoff = {
      sessionId: "s-1",
      projectDir: "/p",
      digest: "State: half done [1m",
      chars: text.length,
      at: NOW,
    };
    assertEquals(saved, { kind: "saved", handoff });
    assertEquals(readHandoffFile(dir, "s-1"), text);
    assertEquals(readHandoff(store, "s-1"), handoff);
    assertEquals(readEntries(store, "handoff", 1)[0]?.detail, { chars: text.length });
    assertEquals(whyNot(saveHandoff(store, dir, SESSION, "x".repeat(HANDOFF_CHARS), NOW)), null);
    assertEquals(whyNot(saveHandoff(store, dir, SESSION, "x".repeat(HANDOFF_CHARS + 1), NOW)), {
      kind: "too-long",
      note: "handoff",
      chars: HANDOFF_CHARS + 1,
      cap: HANDOFF_CHARS,
    });
    assertEquals(whyNot(saveHandoff(store, dir, SESSION, " \0\n", NOW)), {
      kind: "empty",
      note: "handoff",
    });
  }));

Deno.test("savePin() keeps a text word for word and tells the journal whose it is", () =>
  withStore((store) => {
    const saved = savePin(store, pinOf(" no  deploys\x1b\n before June 16\n"), NOW);
    assert(saved.kind === "saved");
    assertEquals(readPins(store, { sessionId: "s-1", projectDir: null }, NOW), [saved.pin]);
    assertEquals(saved.pin.text, "no  deploys\x1b\n before June 16");
    assertEquals(readEntries(store, "pinned", 1)[0], {
      at: NOW,
      kind: "pinned",
      sessionId: "s-1",
      account: "a-1",
      detail: { pin: 1, scope: "session", author: "agent", chars: 28, expiresAt: null },
    });
    assertEquals([true, false], [
      unpin(store, saved.pin, "person", NOW),
      unpin(store, saved.pin, "person", NOW),
    ]);
    assertEquals(readPins(store, { sessionId: "s-1", projectDir: null }, NOW), []);
    assertEquals(
      readEntries(store, "unpinned", 9).map(({ sessionId, detail }) => ({
        sessionId,
        detail,
      })),
      [{ sessionId: "s-1", detail: { pin: 1, by: "person" } }],
    );
  }));

Deno.test("savePin() refuses what is empty, too long or over", () =>
  withStore((store) => {
    const save = (text: string, given: Partial<NewPin> = {}) =>
      whyNot(savePin(store, pinOf(text, given), NOW));
    assertEquals(save("\u200b \0"), { kind: "empty", note: "pin" });
    assertEquals(save("x".repeat(PIN_CHARS + 1)), {
      kind: "too-long",
      note: "pin",
      chars: PIN_CHARS + 1,
      cap: PIN_CHARS,
    });
    assertEquals(save("a", { expiresAt: NOW }), { kind: "over" });
    assertEquals(save("a", { expiresAt: NOW + 1 }), null);
    assertEquals(save("x".repeat(PIN_CHARS)), null);
  }));

Deno.test("savePin() names the pin that says so already, as far as it can be seen", () =>
  withStore((store) => {
    const project = { sessionId: null };
    const save = (given: Partial<NewPin>) => whyNot(savePin(store, pinOf("a", given), NOW));
    assertEquals(save(project), null);
    assertEquals([save(project), save({})], [
      { kind: "duplicate", id: 1 },
      { kind: "duplicate", id: 1 },
    ]);
    assertEquals(save({ sessionId: null, projectDir: "/q" }), null, "another project's");
    assertEquals(whyNot(savePin(store, pinOf("b"), NOW)), null);
    assertEquals(whyNot(savePin(store, pinOf("b", { sessionId: "s-2" }), NOW)), null);
    assertEquals(whyNot(savePin(store, pinOf("b", project), NOW)), null, "others cannot see it");
  }));

Deno.test("savePin() lets a session and its project have half of the pins each", () =>
  withStore((store) => {
    const save = (text: string, given: Partial<NewPin> = {}) =>
      whyNot(savePin(store, pinOf(text, given), NOW));
    for (let n = 0; n < PINS_PER_SCOPE; n++) {
      assertEquals([save(`mine ${n}`), save(`ours ${n}`, { sessionId: null })], [null, null]);
    }
    const full = { kind: "too-many-pins", cap: PINS_PER_SCOPE } as const;
    assertEquals(save("one more"), { ...full, scope: "session" });
    assertEquals(save("one more", { sessionId: null }), { ...full, scope: "project" });
    const held = readPins(store, { sessionId: "s-1", projectDir: "/p" }, NOW);
    assertEquals(held.length, PINS_VISIBLE);
    assertEquals(save("elsewhere", { sessionId: "s-2" }), null);
    const [first] = held;
    assert(first !== undefined && unpin(store, first, "agent", NOW));
    assertEquals(save("one more"), null);
  }));

Deno.test("savePin() lets what holds everywhere share the pins of each project", () =>
  withStore((store) => {
    const save = (text: string, sessionId: string | null, projectDir: string | null) =>
      whyNot(savePin(store, pinOf(text, { sessionId, projectDir }), NOW));
    for (let n = 1; n < PINS_PER_SCOPE; n++) assertEquals(save(`p ${n}`, null, "/p"), null);
    assertEquals(save("q 1", null, "/q"), null);
    assertEquals(save("p 1", null, null), null, "said in one project alone");
    const full = { kind: "too-many-pins", cap: PINS_PER_SCOPE } as const;
    assertEquals(save("more", null, null), { ...full, scope: "everywhere" });
    assertEquals(save("more", null, "/p"), { ...full, scope: "project" });
    assertEquals([save("more", null, "/q"), save("more", "s-1", "/p")], [null, null]);
    assertEquals(save("p 1", null, "/r"), { kind: "duplicate", id: PINS_PER_SCOPE + 1 });
    assertEquals(readEntries(store, "pinned", 3)[2]?.detail.scope, "everywhere");
  }));

Deno.test("savePin() counts the characters that hold everywhere with those of each project", () =>
  withStore((store) => {
    const save = (chars: number, projectDir: string | null) =>
      whyNot(savePin(store, pinOf("x".repeat(chars), { sessionId: null, projectDir }), NOW));
    assertEquals([save(500, "/p"), save(300, "/p"), save(200, null)], [null, null, null]);
    const why = { kind: "pins-too-long", chars: PINS_CHARS + 1, cap: PINS_CHARS } as const;
    assertEquals(save(1, null), { ...why, scope: "everywhere" });
    assertEquals(save(1, "/p"), { ...why, scope: "project" });
    assertEquals(save(500, "/q"), null);
  }));

Deno.test("savePin() counts the characters of a scope together", () =>
  withStore((store) => {
    const save = (text: string) => whyNot(savePin(store, pinOf(text), NOW));
    for (let n = 0; n < PINS_CHARS / PIN_CHARS; n++) {
      assertEquals(save(String(n).padEnd(PIN_CHARS, "x")), null);
    }
    assertEquals(save("y"), {
      kind: "pins-too-long",
      scope: "session",
      chars: PINS_CHARS + 1,
      cap: PINS_CHARS,
    });
    const other = savePin(store, pinOf("y", { sessionId: null }), NOW);
    assertEquals(whyNot(other), null, "the project has a share of its own");
  }));

const REFUSALS: readonly (readonly [Refusal, string])[] = [
  [{ kind: "empty", note: "pin" }, "the pin has no text: give it one"],
  [
    { kind: "empty", note: "checkpoint" },
    "the checkpoint has no task: say what is being done, and for what",
  ],
  [{ kind: "too-long", note: "pin", chars: 612, cap: 500 }, "has 612 characters and may have 500:"],
  [{ kind: "too-long", note: "handoff", chars: 2, cap: 1 }, "point to files"],
  [{ kind: "too-long", note: "checkpoint", chars: 2, cap: 1 }, "keep what cannot be read again"],
  [{ kind: "too-many-items", count: 41, cap: 40 }, "has 41 decisions, dead ends and steps"],
  [{ kind: "too-many-pins", scope: "project", cap: 10 }, "this project has 10 pins"],
  [{ kind: "too-many-pins", scope: "everywhere", cap: 10 }, "one project has 10 pins"],
  [{ kind: "pins-too-long", scope: "session", chars: 9, cap: 8 }, "have 9 characters together"],
  [{ kind: "pins-too-long", scope: "everywhere", chars: 9, cap: 8 }, "(tokenroom pins --all lists"],
  [{ kind: "duplicate", id: 7 }, "pin #7 says so already"],
  [{ kind: "over" }, "its end lies in the past: give a later one"],
];

for (const [why, part] of REFUSALS) {
  Deno.test(`renderRefusal() says in one sentence what to fix: ${part}`, () => {
    const sentence = renderRefusal(why);
    assertStringIncludes(sentence, part);
    assert(!/\n|\.$/.test(sentence), sentence);
  });
}
