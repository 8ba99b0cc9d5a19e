import { assertEquals } from "@std/assert";
import { type Ceiling, type ContextReading, roomBelow } from "../../src/model/context.ts";

function measured(usedTokens: number): ContextReading {
  return { state: "measured", windowTokens: 1_000_000, usedTokens };
}

const CEILING: Ceiling = { tokens: 967_000, then: "compaction", basis: "formula" };

Deno.test("roomBelow() counts the tokens and the share that are left", () => {
  assertEquals(roomBelow(measured(0.71 * 967_000), CEILING), {
    roomTokens: 280_430,
    headroomPct: 29,
    then: "compaction",
  });
});

Deno.test("roomBelow() gives whole percents without float noise", () => {
  for (let pct = 0; pct <= 100; pct++) {
    const room = roomBelow(measured(967_000 - 9_670 * pct), CEILING);
    assertEquals([room?.headroomPct, room?.roomTokens], [pct, 9_670 * pct]);
  }
});

Deno.test("roomBelow() reaches zero at the ceiling and stays there", () => {
  const room = [966_999, 967_000, 967_001, 2_000_000].map((used) =>
    roomBelow(measured(used), CEILING)?.roomTokens
  );
  assertEquals(room, [1, 0, 0, 0]);
});

Deno.test("roomBelow() says what happens at the end", () => {
  assertEquals(roomBelow(measured(1), { ...CEILING, tokens: 10, then: "full" })?.then, "full");
});

Deno.test("roomBelow() does not know the room of what was not measured", () => {
  assertEquals(roomBelow({ state: "fresh", windowTokens: 1_000_000 }, CEILING), null);
  assertEquals(roomBelow({ state: "compacted", windowTokens: 1_000_000 }, CEILING), null);
  assertEquals(roomBelow(null, CEILING), null);
  assertEquals(roomBelow(measured(1), null), null);
  assertEquals(roomBelow(measured(1), { ...CEILING, tokens: 0 }), null);
});
