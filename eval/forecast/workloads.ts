import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import type { Random } from "./random.ts";
import { type Habit, type Message, type Span, work, workWithSubagents } from "./work.ts";

/** What an account will do, and the quirks with which the client tells of it. */
export interface Plan {
  /** Everything that is spent on the account, in order of time, also past walls and resets. */
  readonly messages: readonly Message[];
  /** Flow of another account that is billed to this one until the switch is noticed. */
  readonly strayFlow: readonly { readonly at: number; readonly points: number }[];
  /** The provider refills the window at this instant, unannounced. */
  readonly earlyResetAt: number | null;
  /** An idle session goes on re-sending its old figures, and resets jitter by seconds. */
  readonly stale: boolean;
  /** From here on the program sees what happens: before, it was not installed. */
  readonly seenFrom: number;
  /** Forecasts are scored from the first message to here; the messages go on beyond. */
  readonly scoredTo: number;
}

/** A kind of work: the windows it is scored on and its generator. */
export interface Workload {
  readonly name: string;
  readonly key: "five_hour" | "seven_day";
  readonly plan: (random: Random) => Plan;
}

// Any instant serves: Monday, 07:00 UTC.
const START = 1_751_266_800;

// Active burn of one session, points of five hours an hour: at the median the window lasts.
const MEDIAN_POINTS_PER_HOUR = 20;
const RATE_SIGMA = 0.55;

function habit(random: Random, session: string, changed: Partial<Habit> = {}): Habit {
  return {
    session,
    seen: "main",
    pointsPerHour: random.logNormal(MEDIAN_POINTS_PER_HOUR, RATE_SIGMA),
    turnMin: random.between(6, 20),
    pauseMin: random.between(0.5, 3),
    gapSec: random.between(15, 35),
    unevenness: 0.2,
    variety: 0.4,
    ...changed,
  };
}

function planned(messages: Message[], scoredHours: number, changed: Partial<Plan> = {}): Plan {
  return {
    messages: messages.sort((a, b) => a.at - b.at),
    strayFlow: [],
    earlyResetAt: null,
    stale: false,
    seenFrom: START,
    scoredTo: START + scoredHours * HOUR,
    ...changed,
  };
}

// Two windows are scored; the work goes on for a third, so that every forecast has its truth.
const SCORED_HOURS = 10;
const WHOLE: Span = { from: START, to: START + 16 * HOUR };

function hours(from: number, to: number): Span {
  return { from: START + from * HOUR, to: START + to * HOUR };
}

function steady(random: Random): Plan {
  return planned(work(random, habit(random, "a", { variety: 0.1 }), WHOLE), SCORED_HOURS);
}

function bursty(random: Random): Plan {
  const rate = random.logNormal(3 * MEDIAN_POINTS_PER_HOUR, RATE_SIGMA);
  const own = habit(random, "a", {
    pointsPerHour: rate,
    turnMin: random.between(3, 8),
    pauseMin: random.between(6, 16),
    unevenness: 0.7,
  });
  return planned(work(random, own, WHOLE), SCORED_HOURS);
}

function subagents(random: Random): Plan {
  return planned(workWithSubagents(random, habit(random, "a"), WHOLE), SCORED_HOURS);
}

function twoSessions(random: Random): Plan {
  const from = random.between(0.5, 5);
  const second = hours(from, from + random.between(2, 8));
  return planned([
    ...work(random, habit(random, "a"), WHOLE),
    ...work(random, habit(random, "b"), second),
  ], SCORED_HOURS);
}

function overnight(random: Random): Plan {
  const own = habit(random, "a");
  const evening = random.between(2, 4.5);
  const morning = evening + random.between(7, 10);
  return planned([
    ...work(random, own, hours(0, evening)),
    ...work(random, own, hours(morning, morning + 14)),
  ], morning + 6);
}

function spells(random: Random): Plan {
  const messages: Message[] = [];
  const own = habit(random, "a");
  let at = 0;
  while (at < 16) {
    const end = at + random.between(0.7, 3);
    messages.push(...work(random, own, hours(at, Math.min(16, end))));
    at = end + random.between(0.3, 1.5);
  }
  return planned(messages, SCORED_HOURS);
}

function accountSwitch(random: Random): Plan {
  const own = habit(random, "a", { pointsPerHour: random.logNormal(30, RATE_SIGMA) });
  const away = random.between(1, 3);
  const back = away + random.between(0.5, 3);
  const elsewhere = work(random, own, hours(away, back));
  const noticedAt = START + away * HOUR + random.between(0.5, 4) * MINUTE;
  return planned(
    [
      ...work(random, own, hours(0, away)),
      ...work(random, own, hours(back, 16)),
    ],
    SCORED_HOURS,
    { strayFlow: elsewhere.filter((message) => message.at < noticedAt) },
  );
}

function earlyReset(random: Random): Plan {
  return planned(work(random, habit(random, "a"), WHOLE), SCORED_HOURS, {
    earlyResetAt: START + random.between(1, 4.5) * HOUR,
  });
}

function installedMidway(random: Random): Plan {
  const own = habit(random, "a", random.chance(0.5) ? { turnMin: 5, pauseMin: 10 } : {});
  return planned(work(random, own, WHOLE), 5, {
    seenFrom: START + random.between(0.5, 4) * HOUR,
  });
}

function staleFigures(random: Random): Plan {
  const idleFrom = random.between(0.5, 4);
  return planned(
    [
      ...work(random, habit(random, "a"), WHOLE),
      ...work(random, habit(random, "idle", { pointsPerHour: 5 }), hours(0, idleFrom)),
    ],
    SCORED_HOURS,
    { stale: true },
  );
}

function otherMachine(random: Random): Plan {
  const messages = work(random, habit(random, "a"), WHOLE);
  let at = random.between(0, 2);
  while (at < 16) {
    const end = at + random.between(0.4, 2.5);
    messages.push(...work(random, habit(random, "far", { seen: "away" }), hours(at, end)));
    at = end + random.between(0.3, 3);
  }
  return planned(messages, SCORED_HOURS);
}

// The week is scored over its first nine days or so; a further week of work gives the truth.
const WEEK_DAYS = 17;
const WEEK_SCORED_HOURS = 9 * 24;
// Points of the week an hour at work: at the median five days of eight hours use it up.
const WEEK_POINTS_PER_HOUR = 2.5;

function officeWeek(random: Random): Plan {
  const rate = random.logNormal(WEEK_POINTS_PER_HOUR, 0.45);
  const messages: Message[] = [];
  for (let day = 0; day < WEEK_DAYS; day++) {
    if (day % 7 >= 5 && random.chance(0.7)) continue;
    const own = habit(random, "a", {
      pointsPerHour: random.logNormal(rate, 0.35),
      gapSec: 90,
      pauseMin: random.between(3, 8),
    });
    const start = day * 24 + random.between(0, 2);
    const lunch = start + random.between(3, 4.5);
    const end = start + random.between(7, 11);
    messages.push(...work(random, own, hours(start, lunch)));
    messages.push(...work(random, own, hours(lunch + random.between(0.5, 1), end)));
  }
  return planned(messages, WEEK_SCORED_HOURS);
}

function nightShift(random: Random): Plan {
  const rate = random.logNormal(WEEK_POINTS_PER_HOUR, 0.4) / 2.5;
  const messages: Message[] = [];
  for (let at = random.between(0, 5); at < WEEK_DAYS * DAY / HOUR;) {
    const end = at + random.between(4, 30);
    const own = habit(random, "a", { pointsPerHour: random.logNormal(rate, 0.3), gapSec: 150 });
    messages.push(...work(random, own, hours(at, end)));
    at = end + random.between(1, 12);
  }
  return planned(messages, WEEK_SCORED_HOURS);
}

/** Every workload of the evaluation. */
export const WORKLOADS: readonly Workload[] = [
  { name: "steady", key: "five_hour", plan: steady },
  { name: "bursty", key: "five_hour", plan: bursty },
  { name: "long turns, subagents", key: "five_hour", plan: subagents },
  { name: "two sessions", key: "five_hour", plan: twoSessions },
  { name: "overnight idle", key: "five_hour", plan: overnight },
  { name: "spells and breaks", key: "five_hour", plan: spells },
  { name: "account switch", key: "five_hour", plan: accountSwitch },
  { name: "early reset", key: "five_hour", plan: earlyReset },
  { name: "stale figures", key: "five_hour", plan: staleFigures },
  { name: "installed midway", key: "five_hour", plan: installedMidway },
  { name: "another machine", key: "five_hour", plan: otherMachine },
  { name: "week of office days", key: "seven_day", plan: officeWeek },
  { name: "week with night shifts", key: "seven_day", plan: nightShift },
];
