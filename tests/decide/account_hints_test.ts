import { assertEquals } from "@std/assert";
import { accountHints } from "../../src/decide/account_hints.ts";
import type { Account } from "../../src/model/account.ts";
import { DAY, HOUR } from "../../src/model/units.ts";
import { NOW } from "../support/fake_host.ts";

const WEEK = 7 * DAY;

/** An account that was first seen ten days ago and used until a day ago, in the middle of its week. */
function anAccount(key: string, given: Partial<Account> = {}): Account {
  return {
    key,
    configDir: "/c",
    weeklyResetAt: NOW + 2 * DAY,
    firstSeenAt: NOW - 10 * DAY,
    seenAt: NOW - DAY,
    ...given,
  };
}

const OLD = anAccount("old");
const RESET = { weeklyResetAt: NOW - DAY + WEEK, firstSeenAt: NOW - DAY, seenAt: NOW };

const CASES: readonly (readonly [string, Account, Account, string | null])[] = [
  ["one took the other's place within its week", OLD, anAccount("new", RESET), "early-reset"],
  ["the other was seen since", anAccount("old", { seenAt: NOW }), anAccount("new", RESET), null],
  ["it did so in another directory", OLD, anAccount("new", { ...RESET, configDir: "/d" }), null],
  [
    "the other's week was over",
    anAccount("old", { weeklyResetAt: NOW - 2 * DAY }),
    anAccount("new", RESET),
    "next-week",
  ],
  [
    "the other has no week",
    anAccount("old", { weeklyResetAt: null }),
    anAccount("new", RESET),
    null,
  ],
  [
    "two directories whose weeks end at one instant",
    OLD,
    anAccount("new", { configDir: "/d", firstSeenAt: NOW - HOUR }),
    "same-week",
  ],
];

for (const [what, into, account, expected] of CASES) {
  Deno.test(`accountHints() gives ${expected}: ${what}`, () => {
    const hints = accountHints([account, into], () => null, () => false);
    assertEquals(hints.map(({ kind }) => kind), expected === null ? [] : [expected]);
  });
}

Deno.test("accountHints() doubts no pair of one directory that the person named apart", () => {
  const pair = [OLD, anAccount("new", RESET)];
  assertEquals(accountHints(pair, () => null, () => true), []);
  assertEquals(accountHints(pair, () => null, () => false).length, 1);
});
