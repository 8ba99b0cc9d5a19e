import { join } from "@std/path";
import { COMMAND_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import type { Program } from "../../tests/support/program.ts";
import { SESSION } from "./cases.ts";

/** Rows that a heavy user's store is filled with. */
export const LARGE_ROWS = 1_000_000;

const TRANSCRIPT_BYTES = 200 * 1024 * 1024;
const DAYS = 13;

/** Fills the store of a program with a million rows of the last days, and grows its transcript. */
export function growStore(program: Program): void {
  const now = program.now();
  const { db } = openStore(program.state, COMMAND_BUSY_MS, now);
  const from = now - DAYS * 86_400;
  // `n` runs over the rows of one table, `at` over the days, so that old and new lie as in life.
  const fill = (rows: number, insert: string) =>
    db.exec(
      `WITH RECURSIVE count(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM count WHERE n < ${
        rows - 1
      }),
         row AS (SELECT n, ${from} + n * ${DAYS * 86_400} / ${rows} AS at FROM count) ${insert}`,
    );
  const account = db.prepare("SELECT key FROM account").get()?.key;
  db.exec("BEGIN");
  fill(
    450_000,
    `INSERT INTO window_sample
       (account_key, window_key, session_id, at, observed_at, headroom_pct, reset_at)
     SELECT CASE n % 3 WHEN 0 THEN 'other' ELSE '${account}' END,
       CASE n % 2 WHEN 0 THEN 'five_hour' ELSE 'seven_day' END,
       's' || (n % 5000), at, at, 100 - n % 90, at + 9000 FROM row`,
  );
  fill(
    400_000,
    `INSERT INTO context_sample (session_id, at, used_tokens, window_tokens)
     SELECT 's' || (n % 5000), at, n % 900000, 1000000 FROM row`,
  );
  fill(
    100_000,
    `INSERT INTO event (at, kind, session_id, account_key, detail)
     SELECT at, 'stamp', 's' || (n % 5000), '${account}', '{"text":"[tokenroom] now"}' FROM row`,
  );
  fill(
    50_000,
    `INSERT INTO session (id, config_dir, account_key, started_at, seen_at, answered_at, windows)
     SELECT 's' || n, '${program.config.dir}', '${account}', at, at, at, '[]' FROM row`,
  );
  db.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  growTranscript(program);
}

// The first bytes are a hole: it is the length that a program might read through.
function growTranscript(program: Program): void {
  const dir = join(program.config.dir, "projects", "-home-ann-project");
  Deno.mkdirSync(dir, { recursive: true });
  const path = join(dir, `${SESSION}.jsonl`);
  const line = JSON.stringify({ type: "user", message: { content: "x".repeat(500) } });
  Deno.writeTextFileSync(path, "");
  Deno.truncateSync(path, TRANSCRIPT_BYTES);
  Deno.writeTextFileSync(path, `\n${`${line}\n`.repeat(4_000)}`, { append: true });
}
