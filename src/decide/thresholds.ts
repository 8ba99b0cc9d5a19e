// Every number of the policy, with its unit and its reason. Other places quote them; tests hold
// skill and documents to them.
import { DAY, MINUTE } from "../model/units.ts";

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

/** Percents of context room whose crossing is told: time to write things down, and the last call. */
export const CONTEXT_EDGES = [10, 4] as const;

/** Seconds for which a figure waits before it is learned from: sessions are read when they act. */
export const LEARN_AFTER_SEC = 3 * MINUTE;

/** Seconds of work whose mix of token kinds turns a learned weight into tokens. */
export const MIX_SEC = DAY;

/** Lengths of a window that a forecast looks back over. */
export const OUTLOOK_LENGTHS = 1.5;

/** Tokens that a cold cache must re-write to be worth saying. */
export const COLD_CACHE_TOKENS = 100_000;

/** Seconds for which a wall is worth telling: a day later the work has moved on. */
export const WALL_TOLD_SEC = DAY;

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

// Calibration.
export const CALIBRATION_STEPS = 5;
export const CALIBRATION_SPANS = 40;
export const CALIBRATION_MIN_SPANS = 5;
export const CALIBRATION_MAX_SPREAD = 1.5;

// Burn and forecast.
export const IDLE_SEC = 15 * MINUTE;
export const BURN_BLOCKS_PER_WINDOW = 60;
export const BURN_BLOCKS = 90;
export const BURN_RATIO_POINTS = 3;
export const FORECAST_HALF_LIFE_BLOCKS = 15;
export const FORECAST_GROUP_BLOCKS = 8;
export const FORECAST_PRIOR_SPREAD = 0.3;
export const FORECAST_MIN_POINTS = 1;
export const FORECAST_UNSEEN_DAY_FACTOR = 3;
export const FORECAST_BAND_EARLY = 1.7;
export const FORECAST_BAND_LATE = 2.1;
