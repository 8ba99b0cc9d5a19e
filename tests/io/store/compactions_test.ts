import { assertEquals } from "@std/assert";
import {
  readAutoCompactions,
  readCompactions,
  readLastCompactionAt,
  writeCompaction,
} from "../../../src/io/store/compactions.ts";
import { appendContext, readPassedContext } from "../../../src/io/store/contexts.ts";
import { openStore, type Store } from "../../../src/io/store/database.ts";
import { openScratch } from "../../support/scratch.ts";

const NOW = 1_800_000_000;
const PLACE = { sessionId: "s-1", modelId: "m-1", expectedTokens: 967_000 };

function withStore(work: (store: Store) => void): void {
  using scratch = openScratch();
  work(openStore(scratch.path, 250, NOW));
}

const auto = (n: number, beforeTokens: number | null) => (
  { id: `c-${n}`, at: NOW + n, trigger: "auto", beforeTokens, afterTokens: null } as const
);

Deno.test("writeCompaction() notes each compaction once", () =>
  withStore((store) => {
    const compaction = auto(1, 967_350);
    assertEquals(writeCompaction(store, PLACE, compaction), true);
    assertEquals(writeCompaction(store, { ...PLACE, sessionId: "fork" }, compaction), false);
    const read = readCompactions(store, "s-1", NOW).map((each) => ({ ...each }));
    assertEquals(read, [compaction]);
    assertEquals(readCompactions(store, "s-1", NOW + 1), []);
    assertEquals(readCompactions(store, "fork", 0), []);
    assertEquals([readLastCompactionAt(store, "s-1"), readLastCompactionAt(store, "fork")], [
      NOW + 1,
      0,
    ]);
  }));

Deno.test("readAutoCompactions() gives the newest of that model where they were expected there", () =>
  withStore((store) => {
    for (let n = 1; n <= 7; n++) writeCompaction(store, PLACE, auto(n, 300_000 + n));
    writeCompaction(store, PLACE, { ...auto(8, 9), trigger: "manual" });
    writeCompaction(store, PLACE, auto(9, null));
    writeCompaction(store, { ...PLACE, modelId: "m-2" }, auto(10, 11));
    writeCompaction(store, { ...PLACE, expectedTokens: 140_000 }, auto(11, 12));
    const newest = [300_007, 300_006, 300_005, 300_004, 300_003];
    assertEquals(readAutoCompactions(store, "m-1", 967_000), newest);
    assertEquals(readAutoCompactions(store, "m-1", 140_000), [12]);
    assertEquals(readAutoCompactions(store, "m-3", 967_000), []);
  }));

Deno.test("readPassedContext() leaves out the largest: it may be compacted next", () =>
  withStore((store) => {
    const measure = (at: number, usedTokens: number, sessionId = "s-1") =>
      appendContext(store, sessionId, { usedTokens, windowTokens: 1_000_000 }, at);
    measure(NOW, 500);
    assertEquals(readPassedContext(store, "s-1", 0), null);
    measure(NOW + 1, 900);
    measure(NOW + 2, 900);
    measure(NOW + 3, 9_000, "s-2");
    assertEquals(readPassedContext(store, "s-1", 0), 500);
    assertEquals(readPassedContext(store, "s-1", NOW), null);
  }));
