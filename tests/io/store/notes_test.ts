// Pins, checkpoints, handoffs and focused runs: what is stored comes back, to whom it belongs.

import { assertEquals } from "@std/assert";
import {
  readCheckpoint,
  readProjectCheckpoint,
  writeCheckpoint,
} from "../../../src/io/store/checkpoints.ts";
import { HOOK_BUSY_MS, openStore, type Store } from "../../../src/io/store/database.ts";
import { readHandoff, readProjectHandoffs, writeHandoff } from "../../../src/io/store/handoffs.ts";
import {
  clearIntent,
  markContinued,
  readIntent,
  writeIntent,
} from "../../../src/io/store/intents.ts";
import { readPins, readPinsOfProject, removePin, writePin } from "../../../src/io/store/pins.ts";
import { prune } from "../../../src/io/store/prune.ts";
import { writeSession } from "../../../src/io/store/sessions.ts";
import type { Pin } from "../../../src/model/pin.ts";
import { DAY, HOUR } from "../../../src/model/units.ts";
import { NOW } from "../../support/fake_host.ts";
import { aSession } from "../../support/rows.ts";
import { openScratch } from "../../support/scratch.ts";

const RETENTION = {
  samplesBefore: NOW - 14 * DAY,
  entriesBefore: NOW - 30 * DAY,
  entryRows: 100_000,
  accountsBefore: 0,
};
const HERE = { sessionId: "s-1", projectDir: "/p" };

function withStore(test: (store: Store) => void): void {
  using scratch = openScratch();
  test(openStore(scratch.path, HOOK_BUSY_MS, NOW));
}

function aPin(given: Partial<Pin> = {}): Omit<Pin, "id"> {
  return {
    sessionId: null,
    projectDir: "/p",
    author: "person",
    text: "no deploys",
    createdAt: NOW,
    expiresAt: null,
    ...given,
  };
}

const NOTE = { task: "t", decisions: ["d"], ruledOut: ["r"], nextSteps: ["n 1", "n 2"] };

Deno.test("readPins() gives a session its own pins, its project's and those of all, as stored", () =>
  withStore((store) => {
    const given = [
      aPin({ text: "of the project\n\x1b[1m \u200bend " }),
      aPin({ text: "of the session", sessionId: "s-1", author: "agent", expiresAt: NOW + 1 }),
      aPin({ text: "of all projects", projectDir: null }),
      aPin({ text: "of another session", sessionId: "s-2" }),
      aPin({ text: "of another project", projectDir: "/p/sub" }),
      aPin({ text: "of a session without a project", sessionId: "s-3", projectDir: null }),
    ];
    const ids = given.map((pin) => writePin(store, pin));
    const expected = given.slice(0, 3).map((pin, index) => ({ ...pin, id: ids[index] }));
    assertEquals(readPins(store, HERE, NOW), expected as Pin[]);
  }));

Deno.test("readPins() knows only what holds everywhere for a viewer without session and project", () =>
  withStore((store) => {
    const id = writePin(store, aPin({ projectDir: null }));
    writePin(store, aPin());
    writePin(store, aPin({ sessionId: "s-1", projectDir: null }));
    const found = readPins(store, { sessionId: null, projectDir: null }, NOW);
    assertEquals(found.map((pin) => pin.id), [id]);
  }));

Deno.test("a pin holds until the second before its end, or until it is taken away, once", () =>
  withStore((store) => {
    const ends = writePin(store, aPin({ expiresAt: NOW + HOUR }));
    const stays = writePin(store, aPin({ text: "b" }));
    const held = (now: number) => readPins(store, HERE, now).map(({ id }) => id);
    assertEquals(held(NOW + HOUR - 1), [ends, stays]);
    assertEquals(held(NOW + HOUR), [stays]);
    assertEquals([removePin(store, stays, NOW), removePin(store, stays, NOW)], [true, false]);
    assertEquals(removePin(store, 999, NOW), false);
    assertEquals(held(NOW), [ends]);
  }));

Deno.test("readPinsOfProject() gives a person those of the project and of its sessions, or all", () =>
  withStore((store) => {
    const [a, b, c, d, e] = [
      aPin(),
      aPin({ sessionId: "s-9" }),
      aPin({ projectDir: "/q" }),
      aPin({ projectDir: null }),
      aPin({ sessionId: "s-9", projectDir: null }),
    ].map((pin) => writePin(store, pin));
    const ids = (dir: string | null) => readPinsOfProject(store, dir, NOW).map(({ id }) => id);
    assertEquals([ids("/p"), ids("/q"), ids("/"), ids(null)], [[a, b, d], [c, d], [d], [
      a,
      b,
      c,
      d,
      e,
    ]]);
  }));

Deno.test("readPins() and removePin() use an index", () =>
  withStore((store) => {
    const plan = (sql: string) =>
      store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all().map((row) => String(row.detail));
    const statements: string[] = [];
    const prepare = store.db.prepare.bind(store.db);
    Object.defineProperty(store.db, "prepare", {
      value: (sql: string) => {
        if (!sql.startsWith("EXPLAIN")) statements.push(sql);
        return prepare(sql);
      },
    });
    readPins(store, HERE, NOW);
    removePin(store, 1, NOW);
    readCheckpoint(store, "s");
    readHandoff(store, "s");
    readIntent(store, "s");
    assertEquals(statements.length, 5);
    assertEquals(statements.flatMap(plan).filter((step) => step.startsWith("SCAN pin")), []);
    assertEquals(statements.flatMap(plan).filter((step) => /^SCAN \w+$/.test(step)), []);
  }));

Deno.test("a session has one checkpoint and one handoff: the latest", () =>
  withStore((store) => {
    const checkpoint = { sessionId: "s-1", projectDir: "/p", note: NOTE, at: NOW };
    writeCheckpoint(store, { ...checkpoint, note: { ...NOTE, task: "former" }, at: NOW - 1 });
    writeCheckpoint(store, checkpoint);
    assertEquals(readCheckpoint(store, "s-1"), checkpoint);
    assertEquals(readCheckpoint(store, "s-2"), null);
    const handoff = { sessionId: "s-1", projectDir: "/p", digest: "d", chars: 9, at: NOW };
    writeHandoff(store, { ...handoff, digest: "former" });
    writeHandoff(store, handoff);
    assertEquals(readHandoff(store, "s-1"), handoff);
    assertEquals(readHandoff(store, "s-2"), null);
  }));

Deno.test("a project has the newest note of its sessions, and no other project's", () =>
  withStore((store) => {
    const checkpoint = { sessionId: "s-1", projectDir: "/p", note: NOTE, at: NOW };
    for (const [sessionId, projectDir, at] of NOTES) {
      writeCheckpoint(store, { ...checkpoint, sessionId, projectDir, at });
      writeHandoff(store, { sessionId, projectDir, digest: "", chars: 1, at });
    }
    assertEquals(readProjectCheckpoint(store, "/p")?.sessionId, "last");
    assertEquals(readProjectCheckpoint(store, "/"), null);
    const ids = readProjectHandoffs(store, "/p", 2).map(({ sessionId }) => sessionId);
    assertEquals(ids, ["last", "second"]);
  }));

// Two are of one second: the one written later is the newer.
const NOTES: readonly (readonly [string, string | null, number])[] = [
  ["first", "/p", NOW - 5],
  ["second", "/p", NOW],
  ["last", "/p", NOW],
  ["elsewhere", "/p/sub", NOW + 5],
  ["nowhere", null, NOW + 5],
];

Deno.test("a checkpoint whose text was damaged is none", () =>
  withStore((store) => {
    writeCheckpoint(store, { sessionId: "s-1", projectDir: "/p", note: NOTE, at: NOW });
    for (const damage of ["", "{", "[]", "{}", '{"task":""}', '{"task":7}', "null"]) {
      store.db.prepare("UPDATE checkpoint SET note = ?").run(damage);
      assertEquals(readCheckpoint(store, "s-1"), null, damage);
      assertEquals(readProjectCheckpoint(store, "/p"), null, damage);
    }
    store.db.prepare("UPDATE checkpoint SET note = ?").run('{"task":"t","decisions":["d",7,""]}');
    assertEquals(readCheckpoint(store, "s-1")?.note, {
      task: "t",
      decisions: ["d"],
      ruledOut: [],
      nextSteps: [],
    });
  }));

const RUN = {
  sessionId: "s-1",
  account: "a-1",
  goal: "g",
  armed: true,
  key: "five_hour",
  resetAt: NOW + HOUR,
  createdAt: NOW,
  endsAt: NOW + DAY,
} as const;

Deno.test("a session has one focused run: a new one ends the former, and no other session's", () =>
  withStore((store) => {
    writeIntent(store, { ...RUN, goal: "former" });
    writeIntent(store, { ...RUN, sessionId: "s-2", armed: false, account: null, resetAt: null });
    const id = writeIntent(store, RUN);
    const stored = { ...RUN, id, continuedAt: null, clearedAt: null };
    assertEquals(readIntent(store, "s-1"), stored);
    markContinued(store, id, NOW + 5 * HOUR, NOW + 2);
    assertEquals(readIntent(store, "s-1"), {
      ...stored,
      resetAt: NOW + 5 * HOUR,
      continuedAt: NOW + 2,
    });
    assertEquals([clearIntent(store, "s-1", NOW), clearIntent(store, "s-1", NOW)], [true, false]);
    assertEquals(readIntent(store, "s-1"), null);
    assertEquals(readIntent(store, "s-2")?.armed, false);
  }));

Deno.test("prune() lets notes go after their days, and pins when they ended or nobody has them", () =>
  withStore((store) => {
    writeSession(store, aSession({ id: "living", seenAt: NOW }));
    const old = NOW - 60 * DAY;
    const kept = [
      aPin({ text: "a project's, without an end", createdAt: old }),
      aPin({ text: "a living session's", sessionId: "living", createdAt: old }),
      aPin({ text: "a gone session's, but young", sessionId: "gone", createdAt: NOW - 29 * DAY }),
      aPin({ text: "ended lately", expiresAt: NOW - 13 * DAY, createdAt: old }),
    ];
    const gone = [
      aPin({ text: "ended", expiresAt: NOW - 15 * DAY, createdAt: old }),
      aPin({ text: "a gone session's", sessionId: "gone", createdAt: old }),
    ];
    for (const pin of [...kept, ...gone]) writePin(store, pin);
    removePin(store, writePin(store, aPin({ text: "taken away" })), NOW - 15 * DAY);
    for (const days of [13, 15]) {
      const at = NOW - days * DAY;
      const sessionId = `s-${days}`;
      writeCheckpoint(store, { sessionId, projectDir: "/p", note: NOTE, at });
      writeHandoff(store, { sessionId, projectDir: "/p", digest: "", chars: 1, at });
      writeIntent(store, { ...RUN, sessionId, createdAt: at });
    }
    prune(store, RETENTION);
    const texts = store.db.prepare("SELECT text FROM pin ORDER BY id").all();
    assertEquals(texts.map(({ text }) => text), kept.map(({ text }) => text));
    const held = ["s-13", "s-15"].map((id) => [
      readCheckpoint(store, id) !== null,
      readHandoff(store, id) !== null,
      readIntent(store, id) !== null,
    ]);
    assertEquals(held, [[true, true, true], [false, false, false]]);
  }));
