// Every number of the policy, with its unit and its reason. Other places quote them; tests hold
// skill and documents to them.
import { DAY, HOUR, MINUTE } from "../model/units.ts";

/** Seconds after which a figure is quoted with its age: it may have moved since. */
export const AGE_DISCLOSED_SEC = 2 * MINUTE;

/** Seconds after which a figure is not quoted at all: silence over a wrong figure. */
export const AGE_SILENT_SEC = 30 * MINUTE;

/** Percent of the week at or above which a stamp leaves the week out: it does not bind yet. */
export const WEEK_STAMP_PCT = 20;

/** Percent of the week at or above which the HUD leaves it out. */
export const WEEK_HUD_PCT = 30;

/** Percent of the context under which the HUD says that compaction is near. */
export const COMPACT_SOON_PCT = 10;

/** Percent left at or below which an indivisible job should not start any more. */
export const DESCEND_PCT = 10;
/** Percent left at or below which only finishing moves remain. */
export const APPROACH_PCT = 5;
/** Percent left at or below which nothing new starts. */
export const LAND_PCT = 2;

/** Seconds before a reset under which caution would only waste the tail of the window. */
export const REFILL_SOON_SEC = 15 * MINUTE;

/** Share of what is left of a window that a job may cost where it would be lost whole: small enough
 * that its estimate may be off by a factor of four. */
export const FIT_SMALL_SHARE = 0.25;
/** Share of the room in the context that an estimate may fill: agents estimate rather too low. */
export const FIT_TIGHT_SHARE = 0.8;
/** Share of a context that is free before its first reply and after a compaction: instructions and a
 * summary fill less than half of the smallest one. */
export const FIT_FRESH_SHARE = 0.5;
/** Seconds of work in which an account's fastest burn is looked for: a burst of subagents lasts so. */
export const FIT_FASTEST_SEC = 10 * MINUTE;
/** Seconds back over which it is looked for: a quiet day between two busy ones hides none. */
export const FIT_FASTEST_SPAN_SEC = 3 * DAY;
/** Seconds of a session's work that tell what one request of it costs. */
export const CALL_PRICE_SEC = 30 * MINUTE;
/** Requests from which their mean is a pace. */
export const CALL_PRICE_MIN = 3;
/** Measurements of the context that its pace is taken from: some ten requests. */
export const CONTEXT_PACE_SAMPLES = 12;

/** Percent left of another account's main window from which it is fresh: half a window takes a unit of
 * work and the one after it. */
export const ALTERNATE_FRESH_PCT = 50;

/** Days after which an account that nobody used leaves: no window is longer but a spend limit. */
export const ACCOUNT_DAYS = 60;

/** Points by which a figure must rise above an edge before its crossing is news again. */
export const REARM_PCT = 2;

/** Dollars of use, at API prices, that a point of five hours holds at least, before its price is
 * learned: a third of what the smallest plan was seen to give. The same for limits that somebody set. */
export const LEAST_POINT_USD = 0.05;
/** The same of the week: the smallest plan's week holds more than five of its windows. */
export const LEAST_WEEK_POINT_USD = 5 * LEAST_POINT_USD;
/** Dollars that a point of five hours holds at most: 500 dollars in one window are more than twice
 * what the dearest plan costs a month, and over three times what it was seen to give. */
export const MOST_POINT_USD = 5;
/** The same of the week: no plan's week holds more than ten of its full windows. */
export const MOST_WEEK_POINT_USD = 10 * MOST_POINT_USD;

/** Weight of a new token in usual work (20 dollars a million), where an account's own is not known:
 * written to the cache or answered by the larger models, and read again by the requests after it. */
export const USUAL_TOKEN_WEIGHT = 10;
/** The least that a new token weighs: read once by the cheapest model. */
export const LEAST_TOKEN_WEIGHT = 0.05;
/** Weight of a request in usual work (4 cents), where this session's own is not known: a conversation
 * of some 100k tokens from the cache, and an answer. */
export const USUAL_CALL_WEIGHT = 20_000;

/** Tokens of the largest context of any model. */
export const LARGEST_CONTEXT_TOKENS = 1_000_000;
/** Tokens from which an indivisible job is too large to start where a budget is not seen: half of the
 * smallest context, which is free before the first reply. */
export const BLIND_JOB_TOKENS = 100_000;
/** The same in requests: as many as usually bring so many tokens. */
export const BLIND_JOB_CALLS = 50;

/** Seconds that an answer may be missing from its transcript: the client writes with a delay. */
export const TRANSCRIPT_LATE_SEC = 10;

/** Percent of the ceiling at which the room is told to be nearly used up: late, because a note that
 * is written early is old when it is needed. */
export const NEAR_CEILING_PCT = 5;
/** Tokens of room from which the same is told where the ceiling is low: one large result, a note, and
 * some calls to end a step must still fit. */
export const NEAR_CEILING_TOKENS = 16_000;
/** Seconds for which a checkpoint counts as current: some steps later it misleads. */
export const CHECKPOINT_CURRENT_SEC = 20 * MINUTE;

/** Seconds for which a figure waits before it is learned from: sessions are read when they act. */
export const LEARN_AFTER_SEC = 3 * MINUTE;

/** Seconds of work whose mix of token kinds turns a learned weight into tokens. */
export const MIX_SEC = DAY;

/** Lengths of a window that a forecast looks back over. */
export const OUTLOOK_LENGTHS = 1.5;

/** Tokens that a cold cache must re-write to be worth saying. */
export const COLD_CACHE_TOKENS = 100_000;
/** Times the price told before from which a cold cache is told to a session again. The words come
 * with a prompt, too late for that request; what a pause costs is for the pauses after it, and
 * changes their plan only as its order of magnitude does. */
export const COLD_AGAIN_RATIO = 2;

/** Seconds that the early end of a forecast must move before a stamp tells it again: less changes no
 * plan, and what is left stands in every stamp. */
export const EMPTY_MOVED_SEC = 20 * MINUTE;
/** The same as a share of the time to that end: what is hours away is planned in hours. */
export const EMPTY_MOVED_SHARE = 0.25;

/** Tokens of context room from which a stamp repeats the figure only when it moved: the largest job
 * that fits one conversation of the smaller windows fits here too. */
export const AMPLE_ROOM_TOKENS = 200_000;
/** Share of the room last told by which it must have moved then. */
export const ROOM_MOVED_SHARE = 0.25;

/** Tokens by which the context must fall to be told as a loss: what a rewind of one answer takes is less. */
export const TRIM_TOKENS = 20_000;
/** The same as a share of what was there. */
export const TRIM_SHARE = 0.15;

/** Seconds after which a hot week is told to a session again: it is planned in days. */
export const PACE_TOLD_SEC = DAY;

/** Share of the known flow from which other sessions are worth naming. */
export const PEERS_SHOWN_SHARE = 0.25;
/** Share of the known flow from which one of several sessions burns out of line. */
export const HOT_PEER_SHARE = 0.5;
/** Points of their share that are news to a session. */
export const PEERS_STEP_PCT = 25;
/** Seconds after which the same is told again: most of a five-hour window. */
export const PEERS_TOLD_SEC = 4 * HOUR;
/** Seconds of flow that tell who burns right now. */
export const PEERS_LOOK_BACK_SEC = 15 * MINUTE;

/** Seconds within which two who saw a session's wall saw the same one. */
export const WALL_SAME_SEC = 30;

/** Seconds for which a wall is worth telling: a day later the work has moved on. */
export const WALL_TOLD_SEC = DAY;

/** Seconds after its reset for which a plan waits to be taken up: as long as a wall is told. */
export const PLAN_ALIVE_SEC = WALL_TOLD_SEC;
/** The same for a plan of which no reset is known: no window but a spend limit is longer. */
export const PLAN_UNDATED_SEC = 7 * DAY;
/** Points by which a figure must rise within its window to show a reset that came early: a figure
 * that was corrected moves by single points. */
export const REFILL_SEEN_POINTS = 20;

/** Seconds that a focused run holds unless told otherwise: over the next reset of five hours. */
export const INTENT_SEC = 5 * HOUR;
/** Seconds that a focused run holds at most: a run is one goal, not a way of life. */
export const INTENT_MAX_SEC = DAY;

/** Dollars below which the HUD shows no cost: less than one cent is noise. */
export const COST_SHOWN_USD = 0.01;

/** Seconds ahead past which a reset is no reset: the client itself drops such windows. */
export const RESET_HORIZON_SEC = 366 * DAY;
/** The same for a window of known length, in lengths: one is the truth, the other a wrong clock's. */
export const RESET_HORIZON_LENGTHS = 2;

/** Seconds after a window began in which a figure as low as the old one is not believed. */
export const ROLLOVER_DOUBT_SEC = 10 * MINUTE;
/** Percent left at its end from which an old window raises no such doubt: nobody spends the rest so soon. */
export const ROLLOVER_HEADROOM_PCT = 50;

/** Windows that one stamp or HUD quotes at most: the main one and the scarcest other. */
export const QUOTED_WINDOWS = 2;

/** Days that samples of windows and contexts are kept. */
export const SAMPLE_DAYS = 14;
/** Days that journal entries are kept. */
export const EVENT_DAYS = 30;
/** Journal entries kept at most. */
export const EVENT_ROWS = 100_000;

// Calibration: what a point of a window costs in weighted tokens. Proven by eval/forecast.

/** Changes of the figure a span must hold: one change alone is off by up to a whole step. */
export const CALIBRATION_STEPS = 5;
/** Points a span must hold where figures have decimals: five tenths are a single response. */
export const CALIBRATION_POINTS = 2;
/** Spans kept. Enough to outlast a drift of the mix of models, few enough to forget an old plan. */
export const CALIBRATION_SPANS = 40;
/** Spans that must agree before a price is quoted: 25 points of whole figures, 10 of decimal ones. */
export const CALIBRATION_MIN_SPANS = 5;
/** Difference of log price (±22%) up to which spans agree: drift of the mix stays below, an unseen
 * machine that burns as much as this one lies at 0.7. */
export const CALIBRATION_REACH = 0.2;
/** Standard errors that the spread reaches out; neighbouring spans err alike, hence not 1.6. */
export const CALIBRATION_ERRORS = 2.5;
/** Log price that the spread reaches out at least (5%): no number of spans proves our price table. */
export const CALIBRATION_FLOOR = 0.05;
/** High over low from which a price is too vague to quote. */
export const CALIBRATION_MAX_SPREAD = 1.5;

// Burn and forecast. Lengths are parts of a window, so that five hours and a week share them. The
// constants lie on a wide plateau: halving or doubling one costs a few percent of the score.

/** Seconds without a sign of work after which nobody burns: a thinking human, a long build. */
export const IDLE_SEC = 15 * MINUTE;
/** Blocks a window is divided into: 5 minutes of five hours, 2.8 hours of a week. */
export const BURN_BLOCKS_PER_WINDOW = 60;
/** Blocks looked back on: a window and a half, so that a fresh one knows the last. */
export const BURN_BLOCKS = 90;
/** Newest figures that are looked at: a hook has milliseconds. Older ones count as one stretch. */
export const BURN_FIGURES = 500;
/** Newest points of flow that are looked at, for the same reason: over a day of minutes at work. */
export const BURN_FLOW_POINTS = 2000;
/** Points from which this window's own price of a point is used to value flow not yet reported. */
export const BURN_RATIO_POINTS = 3;
/** Blocks after which a block counts half: an hour of five hours, a day and a half of a week. */
export const FORECAST_HALF_LIFE_BLOCKS = 12;
/** Blocks whose burn is compared to tell even work from uneven: longer than a turn with its pause. */
export const FORECAST_GROUP_BLOCKS = 8;
/** Relative deviation of such a group as long as none was seen; weighs as much as one group. */
export const FORECAST_PRIOR_SPREAD = 0.3;
/** Points that must have been burned before anything is forecast: half a step of whole figures. */
export const FORECAST_MIN_POINTS = 0.5;
/** Spread from which nothing is forecast: the band would reach from a tenth to thirty times. */
export const FORECAST_MAX_SPREAD = 1.5;
/** Spreads (on the logarithm of time) from the expected instant to the early end of the band.
 * Conformal: fitted by `eval/forecast/tune.ts` on its own seeds, so that 80% of truths lie inside. */
export const FORECAST_BAND_EARLY = 1.6;
/** The same to the late end. Larger: work that ends is more common than work that doubles. */
export const FORECAST_BAND_LATE = 2.2;

// Pace of the week.

/** Share of the week used over share elapsed from which pace is hot. Office weeks cool down on their
 * free days: at 1.3 two of three alarms of simulated ones come true, at 1.1 three of five. */
export const PACE_HOT_RATIO = 1.3;
/** Seconds into the week before pace is judged: the first day has no night yet. */
export const PACE_MIN_ELAPSED_SEC = DAY;
/** Percent used before pace is judged: about what a sustained day uses. */
export const PACE_MIN_USED_PCT = 15;
/** Percent used from which pace is judged in the first day too: nearly three days' worth. */
export const PACE_SURE_USED_PCT = 40;

// What is given back after a compaction.

/** Tokens of all that is given back: a sixth of a percent of a million, paid with every request. */
export const INJECTION_TOKENS = 1500;
/** Seconds after which facts taken before a compaction are not given back: a summary of a full
 * context takes minutes, and facts of a compaction that failed are overtaken. */
export const FACTS_FRESH_SEC = 15 * MINUTE;
/** Age of facts and notes that is told in seconds' stead of "just before": nothing else happens while
 * a context is being summarised. */
export const JUST_BEFORE_SEC = 3 * MINUTE;
