import { assert, assertEquals } from "@std/assert";
import { readFaults } from "../../src/io/faults.ts";
import { HOUR, MINUTE } from "../../src/model/units.ts";
import { NOW, withFakeHost } from "../support/fake_host.ts";
import { configure, converse, receiptsIn, RESET } from "./support/conversation.ts";

Deno.test("a call that cost points and dollars gets a receipt for both", () =>
  withFakeHost({}, async (host) => {
    const { begin, spend, left, batch, wait } = converse(host);
    await begin();
    wait(MINUTE);
    spend(3.3);
    await left(55);
    assertEquals(
      await batch(["Bash"]),
      "[tokenroom] receipt: that Bash cost ≈5% of the 5h window (+$3.30) — 55% left",
    );
    assertEquals(await batch(["Bash"]), null, "it is billed once");
  }));

Deno.test("several calls of one message get one receipt", () =>
  withFakeHost({}, async (host) => {
    const { begin, spend, left, batch, wait } = converse(host);
    await begin();
    wait(MINUTE);
    spend(3.3);
    await left(55);
    assertEquals(receiptsIn(await batch(["Read", "Grep", "Read"])), [
      "receipt: those 3 calls cost ≈5% of the 5h window (+$3.30) — 55% left",
    ]);
  }));

const FLOORS: readonly (readonly [string, points: number, usd: number, billed: boolean])[] = [
  ["ondemand", 1, 0.99, false],
  ["ondemand", 2, 0.5, true],
  ["ondemand", 1, 1, true],
  ["powersave", 1, 0.2, true],
  ["powersave", 0, 0.5, true],
  ["performance", 4, 2.99, false],
  ["performance", 5, 0.6, true],
  ["performance", 0, 3, true],
];
for (const [mode, points, usd, billed] of FLOORS) {
  Deno.test(`in ${mode} ${points} points and $${usd} earn ${billed ? "a" : "no"} receipt`, () =>
    withFakeHost({}, async (host) => {
      configure(host, { mode });
      const { begin, spend, left, batch, wait } = converse(host);
      await begin();
      wait(MINUTE);
      spend(usd);
      await left(60 - points);
      assertEquals(receiptsIn(await batch()).length, billed ? 1 : 0);
    }));
}

Deno.test("above critical_pct no receipt is given, at or under it one is", () =>
  withFakeHost({}, async (host) => {
    configure(host, { critical_pct: 50 });
    const { left, spend, batch, wait } = converse(host);
    const far = { resetsAt: NOW + 20 * MINUTE };
    await left(99, far);
    await batch();
    wait(MINUTE);
    spend(3.3);
    await left(94, far);
    assertEquals(await batch(), null);
    configure(host, { critical_pct: 95 });
    wait(MINUTE);
    spend(3.3);
    await left(89, far);
    assertEquals(receiptsIn(await batch()).length, 1);
  }));

Deno.test("a reset between two looks is no cost: the price is billed, points are not", () =>
  withFakeHost({ now: RESET - 10 * MINUTE }, async (host) => {
    const { left, spend, batch, wait } = converse(host);
    await left(60);
    await batch();
    wait(11 * MINUTE);
    spend(3.3);
    await left(50, { resetsAt: RESET + 5 * HOUR });
    assertEquals(receiptsIn(await batch()), ["receipt: that Bash cost $3.30 — 50% left"]);
  }));

Deno.test("what is left of a window that has refilled since is not told", () =>
  withFakeHost({ now: RESET - 10 * MINUTE }, async (host) => {
    const { left, spend, batch, wait } = converse(host);
    await left(60);
    await batch();
    await left(50);
    wait(11 * MINUTE);
    spend(3.3);
    assertEquals(receiptsIn(await batch()), ["receipt: that Bash cost $3.30"]);
  }));

Deno.test("a session that spent nothing gets no receipt for what another one burned", () =>
  withFakeHost({}, async (host) => {
    const idle = converse(host, "idle");
    const busy = converse(host, "busy");
    await idle.left(60);
    await idle.batch();
    await busy.left(60);
    await busy.batch();
    idle.wait(MINUTE);
    busy.spend(8);
    await busy.left(40);
    assertEquals(receiptsIn(await idle.batch()), []);
    assertEquals(receiptsIn(await busy.batch()), [
      "receipt: that Bash cost ≈20% of the 5h window (+$8.00) — 40% left",
    ]);
  }));

Deno.test("two sessions that burn at once are billed their shares, also before the other has told its own", () =>
  withFakeHost({}, async (host) => {
    const small = converse(host, "small");
    const large = converse(host, "large");
    for (const session of [small, large]) {
      await session.left(60);
      await session.batch();
    }
    small.wait(MINUTE);
    small.spend(1);
    large.spend(9);
    await large.left(50);
    await small.left(50);
    assertEquals(receiptsIn(await small.batch()), [
      "receipt: that Bash cost ≈1% of the 5h window (+$1.00) — 50% left",
    ]);
    assertEquals(receiptsIn(await large.batch()), [
      "receipt: that Bash cost ≈9% of the 5h window (+$9.00) — 50% left",
    ]);
  }));

Deno.test("a step that our few cents cannot have caused is not billed to them", () =>
  withFakeHost({}, async (host) => {
    const { begin, left, spend, batch, wait } = converse(host);
    await begin();
    wait(MINUTE);
    spend(0.02);
    await left(50);
    assertEquals(await batch(), null);
  }));

Deno.test("what was burned while nobody looked is not billed to the next call", () =>
  withFakeHost({}, async (host) => {
    const { begin, prompt, left, spend, batch, wait } = converse(host);
    await begin();
    wait(20 * MINUTE);
    // The figure is twenty minutes old by now; another machine may have burned since.
    await prompt();
    spend(0.5);
    await left(50);
    assertEquals(receiptsIn(await batch()), []);
  }));

Deno.test("two accounts in one directory are never billed for each other, however close their resets", () =>
  withFakeHost({}, async (host) => {
    const a = converse(host, "on-a");
    const b = converse(host, "on-b");
    const ofB = { weekResetsAt: NOW + 30 * HOUR, resetsAt: RESET + 5 * MINUTE };
    await a.left(60);
    await b.left(90, ofB);
    for (const each of [a, b]) await each.batch();
    a.wait(MINUTE);
    a.spend(2);
    await a.left(58);
    b.spend(3.5);
    await b.left(85, ofB);
    assertEquals(receiptsIn(await a.batch()), [
      "receipt: that Bash cost ≈2% of the 5h window (+$2.00) — 58% left",
    ]);
    assertEquals(receiptsIn(await b.batch()), [
      "receipt: that Bash cost ≈5% of the 5h window (+$3.50) — 85% left",
    ]);
  }));

Deno.test("a session whose login changed is billed no difference of two accounts", () =>
  withFakeHost({}, async (host) => {
    const { left, spend, batch, wait } = converse(host);
    await left(60);
    await batch();
    wait(MINUTE);
    spend(1.5);
    await left(20, { weekResetsAt: NOW + 30 * HOUR, resetsAt: RESET + 5 * MINUTE });
    assertEquals(receiptsIn(await batch()), ["receipt: that Bash cost $1.50 — 20% left"]);
  }));

Deno.test("a transcript that lies bills nothing", () =>
  withFakeHost({}, async (host) => {
    const { begin, left, spend, write, batch, wait } = converse(host);
    await begin();
    wait(MINUTE);
    spend(50, undefined, { output: -100 });
    spend(50, undefined, { output: 1e15 });
    spend(50, undefined, { input: Number.NaN, output: Number.NaN });
    write('{"type":"assistant","message":{"usage":\n'.repeat(1000));
    write(`${"\u0000".repeat(5000)}\n[[[[[[\nnull\n`);
    await left(50);
    assertEquals(await batch(), null);
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("answers dated in the future count once, when they are found", () =>
  withFakeHost({}, async (host) => {
    const { begin, spend, batch, wait } = converse(host);
    await begin();
    wait(MINUTE);
    spend(3, undefined, { at: NOW + 40 * HOUR });
    assertEquals(receiptsIn(await batch()).length, 1);
    wait(41 * HOUR);
    assertEquals(await batch(), null);
  }));

Deno.test("answers dated long before the last look are not billed to this call", () =>
  withFakeHost({}, async (host) => {
    const { begin, spend, batch, wait } = converse(host);
    await begin();
    wait(MINUTE);
    spend(30, undefined, { at: NOW - 10 * HOUR });
    assertEquals(await batch(), null);
  }));

Deno.test("a clock that jumps back bills nothing twice and nothing negative", () =>
  withFakeHost({ now: NOW + HOUR }, async (host) => {
    const { left, spend, batch, wait } = converse(host);
    await left(60);
    await batch();
    wait(MINUTE);
    spend(3);
    await left(55);
    assertEquals(receiptsIn(await batch()).length, 1);
    wait(-HOUR);
    await left(55);
    assertEquals(await batch(), null);
    wait(MINUTE);
    spend(3);
    await left(50);
    assert((receiptsIn(await batch())[0] ?? "").includes("≈5% of the 5h window (+$3.00)"));
  }));

Deno.test("a session with an API key is told what a call cost, and of no window", () =>
  withFakeHost({}, async (host) => {
    const { left, spend, batch, wait } = converse(host);
    await left(null);
    await batch();
    wait(MINUTE);
    spend(1.2);
    assertEquals(await batch(), "[tokenroom] receipt: that Bash cost $1.20");
  }));
