import { assertEquals } from "@std/assert";
import { coldTokens, isColdNews } from "../../src/decide/cold_cache.ts";
import type { PromptCache } from "../../src/model/cache.ts";
import { NOW } from "../support/situations.ts";

const cache = (given: Partial<PromptCache>): PromptCache => ({
  warm: true,
  expiresAt: NOW + 300,
  ttl: "5m",
  recacheTokens: 200_000,
  lastMissCause: null,
  misses: 0,
  ...given,
});

const CASES: readonly (readonly [string, PromptCache | null, number | null])[] = [
  ["nothing is known of it", null, null],
  ["it is warm", cache({}), null],
  ["the client says that it is cold", cache({ warm: false }), 200_000],
  ["it expires in a second", cache({ expiresAt: NOW + 1 }), null],
  ["it has just expired", cache({ expiresAt: NOW }), 200_000],
  ["its expiry is not known", cache({ expiresAt: null }), null],
  ["it is not known to be warm", cache({ warm: null }), null],
  ["what is cold is too little to matter", cache({ warm: false, recacheTokens: 99_999 }), null],
  ["what is cold begins to matter", cache({ warm: false, recacheTokens: 100_000 }), 100_000],
  ["its size is not known", cache({ warm: false, recacheTokens: null }), null],
];

for (const [when, given, expected] of CASES) {
  Deno.test(`coldTokens() says ${expected ?? "nothing"} when ${when}`, () => {
    assertEquals(coldTokens(given, NOW), expected);
  });
}

Deno.test("isColdNews() is true at first, and again each time the price has doubled", () => {
  const said: number[] = [];
  for (const tokens of [100_000, 148_000, 199_999, 200_000, 399_999, 120_000, 480_000]) {
    if (isColdNews(tokens, said.at(-1) ?? null)) said.push(tokens);
  }
  assertEquals(said, [100_000, 200_000, 480_000]);
});
