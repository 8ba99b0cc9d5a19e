import { assertEquals, assertNotEquals } from "@std/assert";
import { type AskingSession, decideAttribution } from "../../src/decide/attribution.ts";
import { decideOwner, type Report } from "../../src/decide/owner.ts";
import { type Account, accountKey, type Attribution } from "../../src/model/account.ts";
import type { WindowReading } from "../../src/model/window.ts";

const NOW = 1_795_000_000;
const HOUR = 3600;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const DIR = "/home/user/.claude";

const FIVE_HOUR: WindowReading = { key: "five_hour", headroomPct: 53, resetAt: NOW + HOUR };

function account(key: string, weeklyResetAt: number | null, seenAt = NOW - HOUR): Account {
  return { key, configDir: DIR, weeklyResetAt, firstSeenAt: NOW - 30 * DAY, seenAt };
}

function report(weeklyResetAt: number | null, sessionAccount: string | null = null): Report {
  const week: WindowReading = { key: "seven_day", headroomPct: 70, resetAt: weeklyResetAt };
  return { windows: [FIVE_HOUR, week], configDir: DIR, sessionAccount, fiveHoursOf: () => null };
}

const withoutWeek = (sessionAccount: string | null = null): Report => ({
  windows: [FIVE_HOUR],
  configDir: DIR,
  sessionAccount,
  fiveHoursOf: () => null,
});

const A = account("a", NOW + 2 * DAY);
const B = account("b", NOW + 5 * DAY);
const NEW = accountKey(DIR, NOW + 3 * DAY);
// Over, and long enough to have begun a week that ends in three days.
const ENDED = account("a", NOW - 5 * DAY);
const ENDED_TOO = account("c", NOW - 4 * DAY - 2 * HOUR);

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

  ["an idle week later the phase moved, one account", [ENDED], report(NOW + 3 * DAY), "a"],
  [
    "a week that began an hour before the former ended",
    [ENDED],
    report(NOW + WEEK - 5 * DAY - HOUR),
    "a",
  ],
  [
    "one that began earlier is another account's",
    [ENDED],
    report(NOW + WEEK - 5 * DAY - HOUR - 1),
    "new",
  ],
  [
    "at the very second of the reset it may move",
    [account("a", NOW)],
    report(NOW + WEEK + HOUR),
    "a",
  ],
  ["a second before it may not", [account("a", NOW + 1)], report(NOW + WEEK - HOUR + 1), "new"],
  [
    "by a clock that is behind it may",
    [account("a", NOW + HOUR)],
    report(NOW + WEEK + 2 * HOUR),
    "a",
  ],
  [
    "by a clock that is behind, five hours that ended before the told ones run and tell nothing",
    [account("a", NOW - HOUR)],
    {
      ...report(NOW + WEEK - HOUR / 2),
      windows: [
        { ...FIVE_HOUR, resetAt: NOW + 9 * HOUR },
        { key: "seven_day", headroomPct: 70, resetAt: NOW + WEEK - HOUR / 2 },
      ],
      fiveHoursOf: () => NOW + 4 * HOUR,
    },
    "a",
  ],
  [
    "a week dated ten minutes late does not end five hours that run",
    [account("a", NOW - DAY)],
    { ...report(NOW + WEEK + 600), fiveHoursOf: () => NOW + 480 },
    "new",
  ],
  [
    "by a clock that is behind, five hours that are over run and tell nothing",
    [ENDED, account("c", NOW + HOUR)],
    {
      ...report(NOW + WEEK + 2 * HOUR, "a"),
      fiveHoursOf: (key) => key === "c" ? NOW + 1.5 * HOUR : null,
    },
    "new",
  ],
  [
    "by a clock that is behind both may have, nobody's own adopts it",
    [ENDED, account("c", NOW + HOUR)],
    report(NOW + WEEK + 2 * HOUR, "a"),
    "new",
  ],
  ["the phase moved, two accounts, the session's own", [ENDED, B], report(NOW + 3 * DAY, "a"), "a"],
  ["the phase moved, two accounts, a new session", [ENDED, B], report(NOW + 3 * DAY), NEW],
  [
    "both may have moved: nobody's own adopts it",
    [ENDED, ENDED_TOO],
    report(NOW + 3 * DAY, "a"),
    NEW,
  ],
  [
    "both may have, but the five hours go on",
    [ENDED, ENDED_TOO],
    { ...report(NOW + 3 * DAY, "a"), fiveHoursOf: (key) => key === "a" ? NOW + HOUR : null },
    "a",
  ],
  [
    "both may have, but the other one's five hours are others",
    [ENDED, ENDED_TOO],
    { ...report(NOW + 3 * DAY, "a"), fiveHoursOf: (key) => key === "c" ? NOW + 3 * HOUR : null },
    "a",
  ],
  [
    "the phase moved, but its five hours still run at another",
    [ENDED],
    { ...report(NOW + 3 * DAY, "a"), fiveHoursOf: () => NOW + 3 * HOUR },
    NEW,
  ],
  [
    "its five hours, run out, tell nothing",
    [ENDED],
    { ...report(NOW + 3 * DAY, "a"), fiveHoursOf: () => NOW },
    "a",
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
  [
    "no week, two accounts, and the five hours of the session's own",
    [A, B],
    { ...withoutWeek("b"), fiveHoursOf: () => FIVE_HOUR.resetAt },
    "b",
  ],
  ["no week, and five hours that nobody knows", [A, B], withoutWeek("b"), null],
  [
    "neither week nor five hours, two accounts, the session's own",
    [A, B],
    { ...withoutWeek("b"), windows: [{ key: "spend", headroomPct: 50, resetAt: null }] },
    "b",
  ],
  [
    "nobody knows them, but its own account has had no week for long",
    [A, account("c", NOW - WEEK)],
    withoutWeek("c"),
    "c",
  ],
  [
    "nobody knows them, but the other account has not been used for two weeks",
    [{ ...A, seenAt: NOW - 14 * DAY }, B],
    withoutWeek("b"),
    "b",
  ],
  [
    "no week, one account, which has not been used for two weeks",
    [{ ...A, seenAt: NOW - 15 * DAY }],
    withoutWeek(),
    "a",
  ],
  [
    "nobody knows them, but its own account has no weeks",
    [A, account("c", null)],
    withoutWeek("c"),
    "c",
  ],
  ["no week, two accounts, a new session", [A, B], withoutWeek(), null],
  [
    "no week, and five hours that are not the session's",
    [A, B],
    { ...withoutWeek("b"), fiveHoursOf: () => NOW + 3 * HOUR },
    null,
  ],

  ["an idle session repeats the week before the phase moved", [A], report(NOW - 3 * DAY), "a"],
  [
    "it does so with two accounts, its five hours still run",
    [A, B],
    { ...report(NOW - 3 * DAY, "b"), fiveHoursOf: () => FIVE_HOUR.resetAt },
    "b",
  ],
  ["it does so, with five hours that nobody knows", [A, B], report(NOW - 3 * DAY, "b"), null],
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
    [account("a", NOW + WEEK + 2 * HOUR)],
    report(NOW + 2 * WEEK),
    accountKey(DIR, NOW),
  ],
  ["a reset in a year is nobody's", [A], report(NOW + 300 * DAY), null],
  ["nor is it the session's own", [A, B], report(NOW + 300 * DAY, "b"), null],
  ["a clock far behind loses no account that is known", [A], report(NOW + 2 * DAY + 3 * WEEK), "a"],
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
  assertEquals(weeklyOf(report(NOW + 2 * DAY + 3 * WEEK)), NOW + 2 * DAY);
  assertEquals(weeklyOf(withoutWeek()), NOW + 2 * DAY);
  assertEquals(weeklyOf(report(NOW + 3 * DAY), ENDED), NOW + 3 * DAY);
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
    assertEquals(decideAttribution(session, accounts, keyedSeen, null, NOW), expected);
  });
}

Deno.test("decideOwner() doubts a new account only where a known one may have begun that week", () => {
  const isDoubtful = (accounts: readonly Account[], sessionAccount: string | null = null) =>
    decideOwner(accounts, report(NOW + 3 * DAY, sessionAccount), NOW)?.isDoubtful;
  assertEquals(isDoubtful([A, B], "a"), false);
  assertEquals(isDoubtful([ENDED, B]), true);
  assertEquals(isDoubtful([ENDED, B], "a"), false);
  assertEquals(isDoubtful([ENDED, ENDED_TOO], "a"), true);
  // It was first seen when the session's own account had ended: perhaps it is that one.
  const later = { ...account("n", NOW + 3 * DAY), firstSeenAt: NOW - DAY };
  assertEquals(isDoubtful([ENDED, later], "a"), true);
  assertEquals(isDoubtful([ENDED, { ...later, firstSeenAt: NOW - 6 * DAY }], "a"), false);
  assertEquals(isDoubtful([A, later], "a"), false);
});

Deno.test("decideOwner() takes the account of the nearest phase, and of two equal ones the session's", () => {
  const near = [account("a", NOW + 2 * DAY), account("b", NOW + 2 * DAY + 800)];
  const keyOf = (at: number, own: string | null = null) =>
    decideOwner(near, report(at, own), NOW)?.key;
  assertEquals(keyOf(NOW + 2 * DAY + 100, "b"), "a");
  assertEquals(keyOf(NOW + 2 * DAY + 700), "b");
  assertEquals(keyOf(NOW + 2 * DAY + 400, "b"), "b");
});

const SAID_A: AskingSession = {
  ...FRESH,
  account: "a",
  answeredAt: NOW,
  windows: report(A.weeklyResetAt).windows,
};

Deno.test("decideAttribution() withholds figures from before a change of login, and names both sides", () => {
  const change = { to: "b", at: NOW - HOUR };
  assertEquals(decideAttribution(SAID_A, [A, B], false, change, NOW), {
    kind: "echo",
    key: "a",
    to: "b",
    at: NOW - HOUR,
  });
});

Deno.test("decideAttribution() withholds figures of a session that did not see its account's new week", () => {
  const moved = account("a", NOW + 4 * DAY);
  assertEquals(decideAttribution(SAID_A, [moved], false, null, NOW), { kind: "ambiguous" });
  assertEquals(decideAttribution(SAID_A, [account("a", NOW + 9 * DAY)], false, null, NOW), {
    kind: "known",
    key: "a",
  });
  const undated = { ...SAID_A, windows: [FIVE_HOUR] };
  assertEquals(decideAttribution(undated, [moved], false, null, NOW), { kind: "known", key: "a" });
});
