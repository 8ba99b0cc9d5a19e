// One simulated session: who prompts when, what each request adds to the conversation, and what the
// program says at each event.

import { temperOf } from "../../src/decide/modes.ts";
import type { Note } from "../../src/decide/notes.ts";
import { decideAgentReceipt, decideReceipt, type Quoted } from "../../src/decide/receipt.ts";
import { mainWindow, quote } from "../../src/decide/quote.ts";
import { decideStamp, lookAt, withoutTold } from "../../src/decide/stamp.ts";
import { PACE_TOLD_SEC } from "../../src/decide/thresholds.ts";
import { decideUpdate, toldByStamp } from "../../src/decide/update.ts";
import type { PromptCache } from "../../src/model/cache.ts";
import { roomBelow } from "../../src/model/context.ts";
import type { Facts } from "../../src/model/facts.ts";
import { WEIGHT_UNIT_USD_PER_MILLION } from "../../src/model/flow.ts";
import { type EpochSec, MINUTE, type Zone } from "../../src/model/units.ts";
import { afterCompaction, NOTHING_TOLD, type Watermark } from "../../src/model/watermark.ts";
import { formatDay } from "../../src/render/format.ts";
import { renderStamp, renderUpdate } from "../../src/render/stamp.ts";
import { type Random, seededRandom } from "../forecast/random.ts";
import { openBudget } from "./budget.ts";
import * as assumed from "./habits.ts";
import { tokensOf } from "./tokens.ts";

/** What a session cost in tokens, and how much of it we are. */
export interface Tally {
  prompts: number;
  requests: number;
  compactions: number;
  stamps: number;
  updates: number;
  /** Tokens that entered the conversation for the first time. */
  newTokens: number;
  /** Tokens of all requests, re-reads included, and of all answers. */
  sentTokens: number;
  ourNew: number;
  ourSent: number;
  /** Tokens of the longest text of ours. */
  longest: number;
  readonly texts: string[];
}

/** 09:12 on the first of July 2026, in UTC. */
const MORNING: EpochSec = 1_782_897_120;
const ACCOUNT = "a";
/** As the client words it. */
const MISS_CAUSE = "ttl_expired_5m";
/** The repository at a wall. */
const FACTS: Facts = {
  root: "/home/ann/project",
  head: { kind: "branch", name: "main" },
  changed: { count: 3, names: ["a", "b", "c"], atLeast: false, staged: 0, conflicted: 0 },
  untracked: { count: 0, names: [], atLeast: false },
  commits: null,
  stashes: null,
};
const TEMPER = temperOf("ondemand");
// Prices of the default model in dollars a token.
const PRICE = { write: 2.5e-6, read: 0.1e-6, output: 10e-6 };

/** Runs one day. Equal arguments give equal days. */
export function simulate(habit: assumed.Habit, ceilingTokens: number, seed: number): Tally {
  const random = seededRandom(`context ${habit.name} ${ceilingTokens}`, seed);
  const zone = assumed.ZONES[seed % assumed.ZONES.length]!;
  const start = MORNING - zone.offsetMin(MORNING) * MINUTE;
  const end = start + assumed.SESSION_SEC;
  const day = openDay(ceilingTokens, random, start, zone);
  // Nobody can work at the wall; the client waits.
  for (let at = day.readyAt(); at < end; at = day.readyAt()) {
    day.prompt(at);
    const batches = Math.max(1, draw(random, habit.batches, assumed.BATCHES_SIGMA));
    for (let batch = 0; batch < batches && day.now() < end; batch++) {
      day.request();
      if (batch === 0 && random.chance(assumed.AGENT_CHANCE)) day.agent();
      day.batch();
    }
    day.request();
    day.pause(random.logNormal(habit.pauseSec, assumed.PAUSE_SIGMA));
  }
  return day.tally;
}

function openDay(ceilingTokens: number, random: Random, start: EpochSec, zone: Zone) {
  const budget = openBudget(start);
  const tally: Tally = {
    prompts: 0,
    requests: 0,
    compactions: 0,
    stamps: 0,
    updates: 0,
    newTokens: assumed.FIXED_TOKENS,
    sentTokens: 0,
    ourNew: 0,
    ourSent: 0,
    longest: 0,
    texts: [],
  };
  let now = start;
  let told: Watermark = NOTHING_TOLD;
  let context = assumed.FIXED_TOKENS;
  let ours = 0;
  let cached = 0;
  let lastRequestAt = start;
  let lastMissCause: string | null = null;
  let wallAt: EpochSec | null = null;
  let answered = false;
  let ownWeight = 0;
  let othersWeight = 0;
  let hotToldIn = -1;
  let ended: { weight: number; usd: number } | null = null;

  const add = (tokens: number) => {
    context += tokens;
    tally.newTokens += tokens;
  };
  const say = (text: string | null, kind: "stamp" | "update") => {
    if (text === null) return;
    const tokens = tokensOf(text, kind);
    add(tokens);
    ours += tokens;
    tally.ourNew += tokens;
    tally.longest = Math.max(tally.longest, tokens);
    tally[kind === "stamp" ? "stamps" : "updates"]++;
    tally.texts.push(text);
  };
  const hasPeer = () => (now - start) / assumed.SESSION_SEC % 0.5 > 0.5 - assumed.PEER_SHARE / 2;
  const room = () =>
    roomBelow(answered ? { state: "measured", windowTokens: null, usedTokens: context } : null, {
      tokens: ceilingTokens,
      then: "compaction",
      basis: "formula",
    });
  const cache = (): PromptCache => ({
    warm: now - lastRequestAt < assumed.CACHE_SEC,
    expiresAt: null,
    ttl: "5m",
    recacheTokens: cached,
    lastMissCause,
    misses: null,
  });
  const remember = () => {
    told = { ...told, look: lookAt(mainWindow(budget.windows()), ACCOUNT, now) };
    ownWeight = 0;
    othersWeight = 0;
  };

  const readyAt = () => {
    const refill = budget.spentUntil();
    if (refill === null || refill <= now) return now;
    wallAt = now;
    return refill + MINUTE;
  };
  const prompt = (at: EpochSec) => {
    now = at;
    tally.prompts++;
    add(draw(random, assumed.PROMPT_TOKENS, assumed.TOKENS_SIGMA));
    const standing = { windows: budget.windows(), room: room(), empties: budget.empties(now) };
    const tokensLeft = leftTokens();
    const ahead = { empties: standing.empties, tokensLeft };
    const known = decideStamp({ ...standing, cache: cache(), ahead }, null, now);
    const notes = withoutTold(known, told, now);
    say(renderStamp([...notes, ...notices()], now, zone, told.day), "stamp");
    told = { ...toldByStamp(notes, standing, told, TEMPER, now), day: formatDay(now, zone) };
    remember();
  };
  const notices = (): Note[] => {
    const hot = budget.hotWeek(now);
    const part = Math.floor(now / PACE_TOLD_SEC);
    const isNew = hot !== null && part !== hotToldIn;
    if (isNew) hotToldIn = part;
    const wall = wallAt;
    wallAt = null;
    return [
      ...wall === null ? [] : [
        {
          kind: "wall",
          key: "five_hour",
          at: wall,
          resetAt: now - MINUTE,
          facts: FACTS,
        } as const,
      ],
      ...isNew ? [{ kind: "hot-week", pace: hot } as const] : [],
      ...hasPeer()
        ? [{ kind: "peers", peers: { count: 1, sharePct: 50, hasHot: false } } as const]
        : [],
    ];
  };
  const leftTokens = () => {
    const perPoint = budget.perPoint();
    const main = mainWindow(budget.windows());
    if (perPoint === null || main === null) return null;
    return Math.round(main.headroomPct * perPoint.mid * NEW_TOKENS_PER_WEIGHT);
  };
  const request = () => {
    if (context >= ceilingTokens) compact();
    now += Math.round(draw(random, assumed.BATCH_SEC, assumed.BATCH_SEC_SIGMA));
    const output = draw(random, assumed.ANSWER_TOKENS, assumed.TOKENS_SIGMA);
    const isCold = now - lastRequestAt >= assumed.CACHE_SEC;
    if (isCold) lastMissCause = MISS_CAUSE;
    const read = isCold ? 0 : Math.min(cached, context);
    const usd = read * PRICE.read + (context - read) * PRICE.write + output * PRICE.output;
    send();
    add(output);
    tally.sentTokens += output;
    tally.requests++;
    cached = context;
    lastRequestAt = now;
    answered = true;
    spend(usd);
  };
  const send = () => {
    tally.sentTokens += context;
    tally.ourSent += ours;
  };
  const spend = (usd: number) => {
    const weight = usd / WEIGHT_UNIT_USD_PER_MILLION * 1e6;
    ownWeight += weight;
    const both = hasPeer() ? 2 : 1;
    othersWeight += weight * (both - 1);
    budget.spend(usd * both, now);
  };
  const compact = () => {
    send();
    tally.compactions++;
    tally.requests++;
    context = assumed.FIXED_TOKENS;
    ours = 0;
    cached = 0;
    told = afterCompaction(told);
    add(assumed.SUMMARY_TOKENS);
  };
  const agent = () => {
    const usd = random.logNormal(assumed.AGENT_USD, assumed.TOKENS_SIGMA);
    now += 120;
    budget.spend(usd, now);
    const weight = usd / WEIGHT_UNIT_USD_PER_MILLION * 1e6;
    othersWeight += weight;
    ended = { weight, usd };
  };
  const batch = () => {
    add(draw(random, assumed.RESULT_TOKENS, assumed.TOKENS_SIGMA));
    const standing = { windows: budget.windows(), room: room(), empties: budget.empties(now) };
    const update = decideUpdate(standing, told, TEMPER, now);
    const receipts = receiptNotes();
    told = update.watermark;
    say(renderUpdate([...update.notes, ...receipts], now, zone), "update");
    remember();
  };
  const receiptNotes = (): Note[] => {
    const main = mainWindow(budget.windows());
    const quoted = main === null ? null : quote(main, now);
    const after: Quoted | null = quoted?.kind === "left"
      ? { account: ACCOUNT, quote: quoted }
      : null;
    const perPoint = budget.perPoint();
    const ownUsd = ownWeight * WEIGHT_UNIT_USD_PER_MILLION / 1e6;
    const spending = { before: told.look, after, ownWeight, ownUsd, othersWeight, perPoint };
    const call = decideReceipt(spending, TEMPER);
    const agent = ended === null ? null : decideAgentReceipt(ended, after, perPoint, TEMPER);
    ended = null;
    return [
      ...agent === null ? [] : [
        {
          kind: "receipt",
          what: { kind: "agent", type: "general-purpose" },
          receipt: agent,
        } as const,
      ],
      ...call === null
        ? []
        : [{ kind: "receipt", what: { kind: "batch", calls: 2 }, receipt: call } as const],
    ];
  };
  const pause = (seconds: number) => {
    now += Math.round(seconds);
  };
  return { tally, now: () => now, readyAt, prompt, request, agent, batch, pause };
}

// Of the default model at this mix of kinds: only the size of the figure matters here.
const NEW_TOKENS_PER_WEIGHT = 0.1;

function draw(random: Random, median: number, sigma: number): number {
  return Math.round(random.logNormal(median, sigma));
}
