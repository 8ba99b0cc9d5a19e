import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { HookEvent } from "../../src/clients/claude_code/event.ts";
import { type Gathered, gatherFlow } from "../../src/commands/flow.ts";
import { readFaults } from "../../src/io/faults.ts";
import { readCompactions } from "../../src/io/store/compactions.ts";
import { openStore, type Store } from "../../src/io/store/database.ts";
import {
  readAccountFlow,
  readAgentFlow,
  readFlowPoints,
  readMainFlow,
} from "../../src/io/store/flows.ts";
import { FILES_PER_EVENT, READ_BYTES } from "../../src/io/transcript.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { readFixture } from "../support/fixture.ts";
import { holds } from "../support/property.ts";
import { sessionFlow } from "../support/session_flow.ts";
import { answerId, answerLine, compactionLine } from "../support/transcript.ts";

const SESSION = "5c9faad9-d407-4da0-94b4-6057dcdbaa4e";
const ALL = { after: 0, until: NOW };

/** A session's transcript and what gathers it. */
interface Desk {
  readonly host: FakeHost;
  readonly store: Store;
  readonly path: string;
  /** Appends to the session's transcript, or to one of its subagents'. */
  readonly write: (text: string | Uint8Array, agentId?: string) => void;
  readonly gather: (event?: Partial<HookEvent>) => Gathered | null;
  readonly sum: () => { messages: number; weight: number; atLeast: boolean };
}

async function withDesk(test: (desk: Desk) => void | Promise<void>): Promise<void> {
  await withFakeHost({}, async (host) => {
    const store = openStore(host.state, 250, NOW);
    try {
      await test(makeDesk(host, store, SESSION));
    } finally {
      store.db.close();
    }
  });
}

function makeDesk(host: FakeHost, store: Store, sessionId: string): Desk {
  const folder = `${host.config.dir}/projects/-home-ada`;
  const path = `${folder}/${sessionId}.jsonl`;
  Deno.mkdirSync(folder, { recursive: true });
  const write = (text: string | Uint8Array, agentId?: string) => {
    const file = agentId === undefined ? path : `${folder}/${sessionId}/subagents/${agentId}`;
    if (agentId !== undefined) {
      Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    }
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    Deno.writeFileSync(file, bytes, { append: true });
  };
  const event = { sessionId, transcriptPath: path, cwd: null, agentId: null, fields: {} };
  return {
    host,
    store,
    path,
    write,
    gather: (more = {}) => gatherFlow(store, { ...event, ...more }, host),
    sum: () => {
      const { messages, weight, atLeast } = sessionFlow(store, sessionId);
      return { messages, weight: Math.round(weight * 1000) / 1000, atLeast };
    },
  };
}

function reportAccount(store: Store, sessionId: string, account: string): void {
  store.db.prepare(
    `INSERT INTO session (id, account_key, started_at, seen_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET account_key = excluded.account_key`,
  ).run(sessionId, account, NOW, NOW);
}

// An answer of the default model weighs five times its output.
const line = (n: number, output = 100, at = NOW - 60) =>
  answerLine({ id: answerId(n), at, output });

Deno.test("gatherFlow() stores what the transcript says and reads nothing twice", async () => {
  await withDesk(({ write, gather, sum }) => {
    assertEquals(gather(), null, "no transcript yet");
    write(line(1) + line(2));
    const first = gather();
    assertEquals([first?.sessionId, first?.more], [SESSION, false]);
    assertEquals(sum(), { messages: 2, weight: 1000, atLeast: false });
    assertEquals(gather()?.bytes, 0);
    write(line(3));
    assertEquals(gather()?.bytes, line(3).length);
    assertEquals(sum(), { messages: 3, weight: 1500, atLeast: false });
  });
});

Deno.test("gatherFlow() counts an answer of several lines once, with its last usage", async () => {
  await withDesk(({ write, gather, sum }) => {
    const growing = { id: answerId(1), at: NOW - 60, stopReason: null };
    write(answerLine({ ...growing, output: 2 }));
    gather();
    assertEquals(sum(), { messages: 1, weight: 10, atLeast: true });
    write(line(1, 300) + line(1, 300));
    gather();
    assertEquals(sum(), { messages: 1, weight: 1500, atLeast: false });
  });
});

Deno.test("gatherFlow() counts the recorded lines of the client once", async () => {
  await withDesk(({ host, store, write, gather }) => {
    host.setNow(1_795_385_300);
    const lines = readFixture("transcript-assistant-two-lines-same-id") as unknown as unknown[];
    write(lines.map((each) => `${JSON.stringify(each)}\n`).join(""));
    gather();
    // 50 input, 300 output, 1000 written for five minutes, 20,400 read at a twentieth.
    const weight = 50 + 300 * 5 + 1000 * 1.25 + 20_400 * 0.05;
    const flow = readMainFlow(store, SESSION, { after: 0, until: host.now() });
    assertEquals(flow.messages, 1);
    assertAlmostEquals(flow.weight, weight, 1e-6);
  });
});

Deno.test("gatherFlow() counts a message of two sessions once, with the first", async () => {
  await withDesk((desk) => {
    desk.write(line(1) + line(2));
    desk.gather();
    const fork = makeDesk(desk.host, desk.store, "11111111-2222-4333-8444-555555555555");
    fork.write(line(1) + line(2) + line(3));
    fork.gather();
    assertEquals([desk.sum().messages, fork.sum().messages], [2, 1]);
  });
});

Deno.test("gatherFlow() counts subagents at every depth, each on its own and in the session", async () => {
  await withDesk(({ store, write, gather, sum }) => {
    write(line(1, 1));
    write(line(2, 10), "agent-a1.jsonl");
    write(line(3, 100), "workflows/w1/agent-b2.jsonl");
    gather();
    assertEquals(sum(), { messages: 3, weight: 555, atLeast: false });
    const agent = readAgentFlow(store, SESSION, "b2");
    assertEquals([agent.weight, agent.atLeast], [500, false]);
    assertAlmostEquals(agent.usd, 0.001, 1e-9);
    write(line(4, 10), "agent-a1.jsonl");
    assertEquals(gather()?.bytes, line(4, 10).length);
    assertEquals(readAgentFlow(store, SESSION, "a1").weight, 100);
  });
});

Deno.test("gatherFlow() takes no usage from refusals and made-up answers", async () => {
  await withDesk(({ host, write, gather, sum }) => {
    host.setNow(1_795_390_000);
    write(`${JSON.stringify(readFixture("transcript-api-error-usage-limit"))}\n`);
    write(answerLine({ id: answerId(9), at: NOW, model: "<synthetic>" }));
    const gathered = gather();
    assertEquals(sum().messages, 0);
    assertEquals(gathered?.apiErrors.map(({ window }) => window), ["five_hour"]);
    assertEquals(gather()?.apiErrors, []);
  });
});

Deno.test("gatherFlow() tells a compaction once", async () => {
  await withDesk(({ store, write, gather }) => {
    write(compactionLine("c-1", NOW - 100));
    assertEquals(gather()?.compactions.map(({ id }) => id), ["c-1"]);
    write(compactionLine("c-1", NOW - 100) + compactionLine("c-2", NOW + 100));
    assertEquals(gather()?.compactions.map(({ id }) => id), ["c-2"]);
    assertEquals(readCompactions(store, SESSION, 0).map(({ at }) => at), [NOW - 100, NOW]);
  });
});

Deno.test("gatherFlow() believes nothing of the future and nothing below zero", async () => {
  await withDesk(({ store, write, gather, sum }) => {
    write(line(1, 100, NOW + 86_400) + line(2, -100) + line(3, 1e9) + line(4, 1e300));
    write(line(5, 0));
    gather();
    assertEquals(sum(), { messages: 1, weight: 500, atLeast: false });
    assertEquals(readMainFlow(store, SESSION, { after: NOW - 1, until: NOW }).messages, 1);
  });
});

Deno.test("gatherFlow() claims nothing of the part of a huge transcript it did not read", async () => {
  await withDesk(({ store, write, gather, sum }) => {
    const old = Array.from(
      { length: 3000 },
      (_, n) => answerLine({ id: answerId(n), at: NOW - 10_000 + n, chars: 1000 }),
    );
    write(old.join(""));
    const gathered = gather();
    assertEquals([gathered?.bytes, gathered?.more], [READ_BYTES, false]);
    const { messages, atLeast } = sum();
    assert(messages > 1000 && messages < 2000 && atLeast);
    const read = NOW - 10_000 + 3000 - messages;
    const since = (after: number) => readMainFlow(store, SESSION, { after, until: NOW }).atLeast;
    assertEquals([since(read - 1), since(read)], [true, false]);
    write(line(3001));
    gather();
    assertEquals(since(read), false);
  });
});

Deno.test("gatherFlow() reads a bounded number of bytes an event and the rest at the next", async () => {
  await withDesk(({ write, gather, sum }) => {
    write(line(0));
    gather();
    const lines = Array.from(
      { length: 5500 },
      (_, n) => answerLine({ id: answerId(n + 1), at: NOW - 60, chars: 1000 }),
    );
    write(lines.join(""));
    const first = gather();
    assert(first !== null && first.more && first.bytes <= 3 * READ_BYTES);
    assert(sum().atLeast && sum().messages < 5501);
    let rest = gather();
    while (rest?.more) rest = gather();
    assertEquals(sum(), { messages: 5501, weight: 5501 * 500, atLeast: false });
  });
});

Deno.test("gatherFlow() comes round to all of a session's many subagents", async () => {
  await withDesk(({ write, gather, sum }) => {
    write(line(0));
    const count = FILES_PER_EVENT * 2;
    for (let n = 1; n <= count; n++) write(line(n), `agent-a${n}.jsonl`);
    const first = gather();
    assertEquals([first?.more, sum().messages, sum().atLeast], [true, FILES_PER_EVENT, true]);
    gather();
    gather();
    assertEquals(sum(), { messages: count + 1, weight: (count + 1) * 500, atLeast: false });
    // The one among them that an event comes from is looked at whatever the others do.
    write(line(9999), "agent-a7.jsonl");
    gather({ agentId: "a7" });
    assertEquals(sum().messages, count + 2);
  });
});

Deno.test("gatherFlow() survives a transcript that is cut, replaced and taken away", async () => {
  await withDesk(({ path, write, gather, sum }) => {
    write(line(1) + line(2));
    gather();
    Deno.truncateSync(path, 0);
    write(line(2) + line(3));
    gather();
    assertEquals(sum().messages, 3);
    Deno.removeSync(path);
    assertEquals(gather(), null);
    write(line(1) + line(4));
    gather();
    assertEquals(sum(), { messages: 4, weight: 2000, atLeast: false });
  });
});

Deno.test("gatherFlow() survives a million lines of garbage and an endless line", async () => {
  await withDesk(({ write, gather, sum }) => {
    write(line(1));
    gather();
    write('{"usage":\n'.repeat(1_000_000));
    write(new Uint8Array(READ_BYTES * 2).fill(0xff));
    write(`\n${line(2)}`);
    let gathered = gather();
    for (let events = 0; gathered?.more && events < 20; events++) gathered = gather();
    assertEquals(sum(), { messages: 2, weight: 1000, atLeast: false });
  });
});

Deno.test("gatherFlow() bills a transcript to the session it is named after", async () => {
  await withDesk(({ store, write, gather, sum }) => {
    write(line(1));
    assertEquals(gather({ sessionId: "somebody-else" })?.sessionId, SESSION);
    assertEquals(sessionFlow(store, "somebody-else").messages, 0);
    assertEquals(sum().messages, 1);
  });
});

Deno.test("gatherFlow() refuses a transcript outside of the sealed directories", async () => {
  await withDesk(({ host, gather }) => {
    const outside = `${host.dir}/projects`;
    Deno.mkdirSync(outside);
    Deno.writeTextFileSync(`${outside}/${SESSION}.jsonl`, line(1));
    assertEquals(gather({ transcriptPath: `${outside}/${SESSION}.jsonl` }), null);
    assertEquals(gather({ transcriptPath: null }), null);
    assertEquals(
      gatherFlow(openStore(host.state, 250, NOW), {
        sessionId: SESSION,
        transcriptPath: `${outside}/${SESSION}.jsonl`,
        cwd: null,
        agentId: null,
        fields: {},
      }, { ...host, seal: null }),
      null,
    );
  });
});

Deno.test("gatherFlow() gives the account what was spent before it was known", async () => {
  await withDesk(({ store, write, gather }) => {
    write(line(1));
    gather();
    assertEquals(readAccountFlow(store, "a-1", ALL).messages, 0);
    reportAccount(store, SESSION, "a-1");
    write(line(2));
    gather();
    assertEquals(readAccountFlow(store, "a-1", ALL).messages, 2);
    reportAccount(store, SESSION, "a-2");
    write(line(3));
    gather();
    assertEquals(readAccountFlow(store, "a-1", ALL).messages, 2);
    assertEquals(readAccountFlow(store, "a-2", ALL).messages, 1);
  });
});

Deno.test("gatherFlow() counts once what two events read at the same time", async () => {
  await withDesk((desk) => {
    desk.write(line(1));
    desk.gather();
    desk.write(line(2));
    // The other event has read and stored between this one's reading and storing.
    const other = openStore(desk.host.state, 250, NOW);
    const racing: Store = {
      ...desk.store,
      transaction: (work) => {
        makeDesk(desk.host, other, SESSION).gather();
        return desk.store.transaction(work);
      },
    };
    makeDesk(desk.host, racing, SESSION).gather();
    desk.write(line(3));
    desk.gather();
    other.db.close();
    assertEquals(desk.sum(), { messages: 3, weight: 1500, atLeast: false });
  });
});

Deno.test("gatherFlow() reads on past a file that cannot be read, and doctor hears of it", async () => {
  await withDesk(({ host, write, gather, sum }) => {
    write(line(1));
    write(line(2), "agent-a1.jsonl");
    write(line(3), "agent-b2.jsonl");
    const open = Deno.openSync;
    Deno.openSync = (path, options) => {
      if (String(path).endsWith("agent-a1.jsonl")) throw new Deno.errors.PermissionDenied("no");
      return open(path, options);
    };
    try {
      gather();
    } finally {
      Deno.openSync = open;
    }
    assertEquals(sum().messages, 2);
    assertEquals(readFaults(host.state).map(({ verb }) => verb), ["flow"]);
  });
});

/** A transcript: answers of few messages, as they grow, among other lines. */
const transcript = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        id: fc.integer({ min: 1, max: 6 }).map(answerId),
        at: fc.integer({ min: NOW - 1000, max: NOW + 10 }),
        output: fc.integer({ min: 0, max: 500 }),
        read: fc.integer({ min: 0, max: 50 }),
        stopReason: fc.constantFrom(null, "end_turn"),
      }).map((options) => answerLine(options)),
    },
    {
      weight: 1,
      arbitrary: fc.string({ unit: "grapheme" }).map((text) => `${JSON.stringify(text)}\n`),
    },
  ),
  { minLength: 1, maxLength: 14 },
);

/** The stored flow after the pieces were appended one by one, each with an event of its own. */
function storedFlow(desk: Desk, pieces: readonly Uint8Array[]): unknown[] {
  desk.store.db.exec("DELETE FROM flow; DELETE FROM cursor");
  Deno.writeFileSync(desk.path, new Uint8Array());
  for (const piece of pieces) {
    desk.write(piece);
    desk.gather();
  }
  reportAccount(desk.store, SESSION, "a-1");
  return desk.store.db.prepare(
    "SELECT key, at, model_id, output_tokens, weight, ended FROM flow ORDER BY key",
  )
    .all();
}

Deno.test("gatherFlow() stores the same wherever a transcript was cut between events", async () => {
  await withDesk((desk) => {
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });
    holds(
      fc.property(transcript, cuts, (lines, places) => {
        const bytes = new TextEncoder().encode(lines.join(""));
        const at = [
          0,
          ...places.map((place) => Math.floor(place * bytes.length)).toSorted((a, b) => a - b),
          bytes.length,
        ];
        const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index] ?? 0, end));
        assertEquals(storedFlow(desk, pieces), storedFlow(desk, [bytes]));
      }),
      60,
    );
  });
});

Deno.test("gatherFlow() stores the same when lines stand twice", async () => {
  await withDesk((desk) => {
    holds(
      fc.property(transcript, fc.array(fc.nat(13)), (lines, again) => {
        const bytes = (texts: readonly string[]) => new TextEncoder().encode(texts.join(""));
        const doubled = [...lines, ...again.flatMap((index) => lines[index] ?? [])];
        assertEquals(storedFlow(desk, [bytes(doubled)]), storedFlow(desk, [bytes(lines)]));
      }),
      60,
    );
  });
});

Deno.test("gatherFlow() stores the same with garbage between the lines", async () => {
  await withDesk((desk) => {
    const garbage = fc.uint8Array({ maxLength: 40 }).map((bytes) =>
      new Uint8Array([...bytes.map((byte) => byte === 10 ? 11 : byte), 10])
    );
    holds(
      fc.property(transcript, fc.array(garbage, { maxLength: 14 }), (lines, dirt) => {
        const clean = lines.map((text) => new TextEncoder().encode(text));
        const dirty = clean.flatMap((bytes, index) => [bytes, dirt[index] ?? new Uint8Array()]);
        assertEquals(storedFlow(desk, dirty), storedFlow(desk, clean));
      }),
      40,
    );
  });
});

Deno.test("gatherFlow() places a message at the instant it was first seen", async () => {
  await withDesk(({ store, write, gather }) => {
    reportAccount(store, SESSION, "a-1");
    write(answerLine({ id: answerId(1), at: NOW - 300, output: 1 }));
    gather();
    write(answerLine({ id: answerId(1), at: NOW - 10, output: 100 }));
    gather();
    assertEquals(readFlowPoints(store, "a-1", ALL).map(({ at }) => at), [NOW - 300]);
  });
});
