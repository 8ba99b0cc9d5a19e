import { assertEquals, assertNotEquals } from "@std/assert";
import {
  type AskingSession,
  decideAttribution,
  decideOwner,
  type Report,
} from "../../src/decide/attribution.ts";
import { type Account, accountKey, type Attribution } from "../../src/model/account.ts";
import type { WindowReading } from "../../src/model/window.ts";

const NOW = 1_795_000_000;
const HOUR = 3600;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const DIR = "/home/user/.claude";

const FIVE_HOUR: WindowReading = { key: "five_hour", headroomPct: 53, resetAt: NOW + HOUR };

function account(key: string, weeklyResetAt: number | null, seenAt = NOW - HOUR): Account {
  return { key, configDir: DIR, weeklyResetAt, seenAt };
}

function report(weeklyResetAt: number | null, sessionAccount: string | null = null): Report {
  const week: WindowReading = { key: "seven_day", headroomPct: 70, resetAt: weeklyResetAt };
  return { windows: [FIVE_HOUR, week], configDir: DIR, sessionAccount };
}

const withoutWeek = (sessionAccount: string | null = null): Report => ({
  windows: [FIVE_HOUR],
  configDir: DIR,
  sessionAccount,
});

const A = account("a", NOW + 2 * DAY);
const B = account("b", NOW + 5 * DAY);
const NEW = accountKey(DIR, NOW + 3 * DAY);

const OWNERS: readonly (readonly [string, readonly Account[], Report, string | null])[] = [
  ["an API key reports no windows", [A], { ...report(null), windows: [] }, null],
  ["the first report names a new account", [], report(NOW + 3 * DAY), NEW],
  ["the first report has no week", [], withoutWeek(), accountKey(DIR, null)],

  ["the one account reports again", [A], report(NOW + 2 * DAY), "a"],
  ["its reset jitters", [A], report(NOW + 2 * DAY + 900), "a"],
  ["its reset jitters backwards", [A], report(NOW + 2 * DAY - 900), "a"],
  ["a reset a second beyond the jitter", [A], report(NOW + 2 * DAY + 901), "new"],
  ["its next week begins at the same phase", [account("a", NOW - DAY)], report(NOW + 6 * DAY), "a"],
  [
    "two sources date that week around midnight of the phase",
    [account("a", NOW - DAY)],
    report(
      NOW + 6 * DAY - 600,
    ),
    "a",
  ],

  ["a second account logs in", [A], report(NOW + 3 * DAY), NEW],
  ["two accounts in one directory: the first", [A, B], report(NOW + 2 * DAY), "a"],
  ["two accounts in one directory: the second", [A, B], report(NOW + 5 * DAY), "b"],
  ["a session changes its login to a known account", [A, B], report(NOW + 5 * DAY, "a"), "b"],
  ["a session changes its login to a new account", [A, B], report(NOW + 3 * DAY, "a"), NEW],

  [
    "after an idle week the phase moved, one account",
    [account("a", NOW - 1)],
    report(
      NOW + 3 * DAY,
    ),
    "a",
  ],
  ["at the very second of the reset it may move", [account("a", NOW)], report(NOW + 3 * DAY), "a"],
  ["a second before it may not", [account("a", NOW + 1)], report(NOW + 3 * DAY), "new"],
  [
    "the phase moved, two accounts, the session's own",
    [account("a", NOW - 1), B],
    report(
      NOW + 3 * DAY,
      "a",
    ),
    "a",
  ],
  [
    "the phase moved, two accounts, a new session",
    [account("a", NOW - 1), B],
    report(
      NOW + 3 * DAY,
    ),
    NEW,
  ],

  [
    "an account without a weekly figure gets its first",
    [account("a", null)],
    report(
      NOW + 3 * DAY,
    ),
    "a",
  ],
  ["one of two does, by its own session", [account("a", null), B], report(NOW + 3 * DAY, "a"), "a"],

  ["no week, one account", [A], withoutWeek(), "a"],
  ["no week, two accounts, the session's own", [A, B], withoutWeek("b"), "b"],
  ["no week, two accounts, a new session", [A, B], withoutWeek(), null],

  ["an idle session repeats the week before the phase moved", [A], report(NOW - 3 * DAY), "a"],
  ["it does so with two accounts", [A, B], report(NOW - 3 * DAY, "b"), "b"],
  ["a new session does so with two accounts", [A, B], report(NOW - 3 * DAY), null],
  ["the repeated week has the phase of a known account", [A, B], report(NOW - 5 * DAY), "a"],
  ["a week that ends at this second opens no account", [A], report(NOW), "a"],
  ["a week that ends a second later does", [A], report(NOW + 1), "new"],
  [
    "of two accounts, one's next week is dated a little early",
    [account("a", NOW - DAY), B],
    report(
      NOW + 6 * DAY - 600,
    ),
    "a",
  ],
  ["a week that ended is all there is", [], report(NOW - 1), accountKey(DIR, null)],

  [
    "two weeks ahead is the last that is believed",
    [A],
    report(NOW + 2 * WEEK),
    accountKey(DIR, NOW),
  ],
  ["a reset in a year opens no account", [A], report(NOW + 300 * DAY), "a"],
  ["nor among two", [A, B], report(NOW + 300 * DAY), null],
];

for (const [what, accounts, given, expected] of OWNERS) {
  Deno.test(`decideOwner() gives ${expected}: ${what}`, () => {
    const key = decideOwner(accounts, given, NOW)?.key ?? null;
    if (expected !== "new") return assertEquals(key, expected);
    assertNotEquals(key, null);
    assertEquals(accounts.some((known) => known.key === key), false);
  });
}

Deno.test("decideOwner() remembers the latest weekly reset and never moves it back", () => {
  const weeklyOf = (given: Report, known = A) => decideOwner([known], given, NOW)?.weeklyResetAt;
  assertEquals(weeklyOf(report(NOW + 2 * DAY + 600)), NOW + 2 * DAY + 600);
  assertEquals(weeklyOf(report(NOW + 2 * DAY - 600)), NOW + 2 * DAY);
  assertEquals(weeklyOf(report(NOW - 5 * DAY)), NOW + 2 * DAY);
  assertEquals(weeklyOf(report(NOW - 3 * DAY)), NOW + 2 * DAY);
  assertEquals(weeklyOf(report(NOW + 300 * DAY)), NOW + 2 * DAY);
  assertEquals(weeklyOf(withoutWeek()), NOW + 2 * DAY);
  assertEquals(weeklyOf(report(NOW + 3 * DAY), account("a", NOW - DAY)), NOW + 3 * DAY);
  assertEquals(weeklyOf(withoutWeek(), account("a", null)), null);
});

Deno.test("decideOwner() gives no new account the key of one whose phase has moved on", () => {
  const first = decideOwner([], report(NOW + 3 * DAY), NOW);
  const moved = account(first?.key ?? "", NOW + 5 * DAY);
  const second = decideOwner([moved], report(NOW + 3 * DAY), NOW);
  assertNotEquals(second?.key, first?.key);
  assertEquals(second?.weeklyResetAt, NOW + 3 * DAY);
});

const FRESH: AskingSession = { account: null, answeredAt: null, windows: [] };
const STALE = account("c", NOW - 10 * DAY, NOW - 14 * DAY);

type Asked = readonly [
  string,
  AskingSession | null,
  readonly Account[],
  boolean,
  Attribution,
];

const ATTRIBUTIONS: readonly Asked[] = [
  ["a session that reported", { ...FRESH, account: "a", answeredAt: NOW }, [A, B], true, {
    kind: "known",
    key: "a",
  }],
  [
    "a session that answered without windows: an API key",
    { ...FRESH, answeredAt: NOW },
    [A],
    false,
    {
      kind: "none",
    },
  ],
  [
    "a session whose windows fit several accounts",
    {
      account: null,
      answeredAt: NOW,
      windows: [FIVE_HOUR],
    },
    [A, B],
    false,
    { kind: "ambiguous" },
  ],
  ["a fresh session, one account", FRESH, [A], false, { kind: "assumed", key: "a" }],
  ["a session never seen, one account", null, [A], false, { kind: "assumed", key: "a" }],
  ["a fresh session where API keys are used as well", FRESH, [A], true, { kind: "none" }],
  ["a fresh session, two accounts", FRESH, [A, B], false, { kind: "ambiguous" }],
  ["a fresh session, two accounts and API keys", FRESH, [A, B], true, { kind: "ambiguous" }],
  ["a fresh session, no account", FRESH, [], false, { kind: "none" }],
  ["a fresh session, the other account unseen for 14 days", FRESH, [A, STALE], false, {
    kind: "assumed",
    key: "a",
  }],
  [
    "a fresh session, the other account seen a second less ago",
    FRESH,
    [
      A,
      account("c", NOW, NOW - 14 * DAY + 1),
    ],
    false,
    { kind: "ambiguous" },
  ],
  ["a fresh session, its account unseen for 14 days", FRESH, [STALE], false, { kind: "none" }],
];

for (const [what, session, accounts, keyedSeen, expected] of ATTRIBUTIONS) {
  Deno.test(`decideAttribution() says ${expected.kind}: ${what}`, () => {
    assertEquals(decideAttribution(session, accounts, keyedSeen, NOW), expected);
  });
}
