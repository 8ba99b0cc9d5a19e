import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { weightOf } from "../../src/model/prices.ts";
import { DAY, HOUR } from "../../src/model/units.ts";
import { LEFT_SEC, type Place, SESSION, USED_PCT } from "./place.ts";

/** Rows that a store is filled with. */
export const LARGE_ROWS = 1_000_000;

// Retention deletes samples older than 14 days and entries beyond 100,000: no store is older or has
// a longer journal, so the million lies in what one account spent. That is a response every 2.7 s,
// day and night: what one reads of an hour is more than anyone's hour has.
const FILLED_SEC = 13 * DAY;
const RESPONSES = 420_000;
const ENTRIES = 100_000;
const SESSIONS = 5_000;
// Figures of the five-hour window change by tenths.
const FIGURE_SEC = 30;
const WEEK_FIGURE_SEC = 15 * 60;
const FIVE_HOURS = 5 * HOUR;

const TOKENS = { input: 2, output: 400, write5m: 1_500, write1h: 0, read: 80_000 };
const MODEL = "claude-sonnet-5-5";

/** Rows by table, and how many there are in all. */
export interface Filled {
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  readonly rows: number;
  readonly megabytes: number;
}

/** Fills the store of a place, which its program made, with the last 13 days of a heavy user. */
export function fillStore({ program }: Place): Filled {
  const path = join(program.state, "tokenroom.db");
  using db = new DatabaseSync(path);
  const now = program.now();
  const key = db.prepare("SELECT key FROM account").get()?.key;
  if (typeof key !== "string") throw new Error("the store has no account yet");
  const fill: Fill = { db, key, from: now - FILLED_SEC, now };
  db.exec("BEGIN");
  // What the first reports left would lie before rows of earlier days.
  db.exec("DELETE FROM window_sample; DELETE FROM context_sample; DELETE FROM event");
  const others = fillSessions(fill, program.config.dir) + fillFigures(fill) + fillJournal(fill);
  fillFlow(fill);
  fillContexts(fill, LARGE_ROWS - others - RESPONSES);
  db.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  const tables = countRows(db);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  if (rows < LARGE_ROWS) throw new Error(`the store has ${rows} rows only`);
  return { tables, rows, megabytes: Deno.statSync(path).size / 1e6 };
}

interface Fill {
  readonly db: DatabaseSync;
  /** The account that all rows belong to. */
  readonly key: string;
  readonly from: number;
  readonly now: number;
}

function fillSessions({ db, key, from }: Fill, configDir: string): number {
  const session = db.prepare(
    `INSERT INTO session (id, config_dir, account_key, started_at, seen_at, answered_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const cursor = db.prepare(
    `INSERT INTO cursor (path, session_id, identity, size, modified_ms, offset, mark, inside_line,
       seen_at) VALUES (?, ?, '1:1', 9000000, 1, 9000000, 1, 0, ?)`,
  );
  const band = db.prepare("INSERT INTO band (session_id, told, at) VALUES (?, '{}', ?)");
  for (let n = 0; n < SESSIONS; n++) {
    const at = instant(from, n, SESSIONS);
    session.run(`s${n}`, configDir, key, at, at, at);
    cursor.run(`${configDir}/projects/-home-ann-project/s${n}.jsonl`, `s${n}`, at);
    band.run(`s${n}`, at);
  }
  return SESSIONS * 3;
}

// Each window falls evenly, so that a price of a point can be learned from figures and flow.
function fillFigures({ db, key, from, now }: Fill): number {
  const sample = db.prepare(
    `INSERT INTO window_sample
       (account_key, window_key, session_id, at, observed_at, headroom_pct, reset_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const pctPerSec = USED_PCT / (FIVE_HOURS - LEFT_SEC);
  let rows = 0;
  for (let at = from; at <= now; at += FIGURE_SEC, rows++) {
    const reset = now + LEFT_SEC - FIVE_HOURS * Math.floor((now + LEFT_SEC - at) / FIVE_HOURS);
    const usedPct = (FIVE_HOURS - (reset - at)) * pctPerSec;
    sample.run(key, "five_hour", sessionAt(at, from), at, at, tenths(100 - usedPct), reset);
  }
  for (let at = from; at <= now; at += WEEK_FIGURE_SEC, rows++) {
    const reset = now + 3 * DAY - 7 * DAY * Math.floor((now + 3 * DAY - at) / (7 * DAY));
    const usedPct = 50 * (1 - (reset - at) / (7 * DAY));
    sample.run(key, "seven_day", sessionAt(at, from), at, at, tenths(100 - usedPct), reset);
  }
  return rows;
}

function fillJournal({ db, key, from }: Fill): number {
  const entry = db.prepare(
    "INSERT INTO event (at, kind, session_id, account_key, detail) VALUES (?, ?, ?, ?, ?)",
  );
  const detail = JSON.stringify({ text: `[tokenroom] ${"quota and context ".repeat(6)}` });
  for (let n = 0; n < ENTRIES; n++) {
    const at = instant(from, n, ENTRIES);
    entry.run(at, n % 3 === 0 ? "session-start" : "update", sessionAt(at, from), key, detail);
  }
  return ENTRIES;
}

function fillFlow({ db, key, from, now }: Fill): void {
  const response = db.prepare(
    `INSERT INTO flow (key, session_id, account_key, at, model_id, input_tokens, output_tokens,
       write_5m_tokens, write_1h_tokens, read_tokens, weight, ended)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
  );
  const usage = { messageId: "", at: now, modelId: MODEL, tokens: TOKENS, ended: true };
  const weight = weightOf({ ...usage, endsTurn: true, fast: false, usOnly: false });
  const { input, output, write5m, write1h, read } = TOKENS;
  for (let n = 0; n < RESPONSES; n++) {
    const at = instant(from, n, RESPONSES);
    const id = `msg_${(n * 2_654_435_761 % 2 ** 32).toString(36)}_${String(n).padStart(14, "0")}`;
    const counts = [input, output, write5m, write1h, read];
    response.run(id, sessionAt(at, from), key, at, MODEL, ...counts, weight);
  }
}

function fillContexts({ db, from }: Fill, rows: number): void {
  const sample = db.prepare(
    "INSERT INTO context_sample (session_id, at, used_tokens, window_tokens) VALUES (?, ?, ?, ?)",
  );
  for (let n = 0; n < rows; n++) {
    const at = instant(from, n, rows);
    sample.run(sessionAt(at, from), at, 20_000 + n % 900_000, 1_000_000);
  }
}

function countRows(db: DatabaseSync): { name: string; rows: number }[] {
  return db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name != ?")
    .all("sqlite_sequence")
    .map((row) => String(row.name))
    .map((name) => ({
      name,
      rows: Number(db.prepare(`SELECT count(*) AS n FROM "${name}"`).get()?.n),
    }))
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => b.rows - a.rows);
}

/** The instant of the n-th of evenly spread rows. */
function instant(from: number, n: number, rows: number): number {
  return Math.floor(from + n * FILLED_SEC / rows);
}

/** Whose row it is: of the last day, every second is the measured session's own. */
function sessionAt(at: number, from: number): string {
  if (at > from + FILLED_SEC - DAY && at % 2 === 0) return SESSION;
  return `s${Math.min(SESSIONS - 1, Math.floor((at - from) * SESSIONS / FILLED_SEC))}`;
}

function tenths(pct: number): number {
  return Math.round(pct * 10) / 10;
}
