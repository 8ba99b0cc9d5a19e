import type { AccountKey } from "../../model/account.ts";
import type { Store } from "./database.ts";

/** Rows of one table. */
export interface Forgotten {
  readonly table: string;
  readonly rows: number;
}

interface Target {
  readonly table: string;
  readonly where: string;
}

const OF_SESSION: readonly Target[] = [
  ...["context_sample", "event", "flow", "cursor", "compaction", "band", "snapshot", "plan", "pin"],
  ...["checkpoint", "handoff", "intent", "login_change"],
].map((table) => ({ table, where: "session_id = ?" }));

const OF_ACCOUNT: readonly Target[] = [
  ...["window_sample", "calibration", "flow", "flow_minute", "account_place", "profile", "event"],
].map((table) => ({ table, where: "account_key = ?" }));

// An account's figures stay when one of the sessions that told them goes; its id does not.
const SESSION_LEFT_OUT = "UPDATE window_sample SET session_id = '' WHERE session_id = ?";
// Sessions, plans and runs are of a session, not of the account that it spent.
const ACCOUNT_LEFT_OUT = [
  "UPDATE session SET account_key = NULL, windows = '[]' WHERE account_key = ?",
  "UPDATE plan SET account_key = NULL WHERE account_key = ?",
  "UPDATE intent SET account_key = NULL WHERE account_key = ?",
  // What sessions were told of it, and from where they went to another one.
  `UPDATE band SET told = json_remove(told, '$.look')
    WHERE json_valid(told) AND json_extract(told, '$.look.account') = ?`,
  `UPDATE event SET detail = json_remove(detail, '$.from')
    WHERE json_valid(detail) AND json_extract(detail, '$.from') = ?`,
  "DELETE FROM notice WHERE instr(about, ?) > 0",
];
// A directory of which no account is left has no login either.
const LOGINS_LEFT_OUT = `DELETE FROM login WHERE config_dir NOT IN
  (SELECT config_dir FROM account UNION SELECT config_dir FROM account_place)`;

/** Deletes what is stored of a session; how much it was. Belongs in a transaction. */
export function forgetSession(store: Store, id: string): Forgotten[] {
  const deleted = deleteAll(store, [
    ...OF_SESSION,
    { table: "session", where: "id = ?" },
    { table: "notice", where: "scope = ?" },
  ], id);
  store.db.prepare(SESSION_LEFT_OUT).run(id);
  return deleted;
}

/** Deletes what is stored of an account; how much it was. Belongs in a transaction. */
export function forgetAccount(store: Store, key: AccountKey): Forgotten[] {
  const deleted = deleteAll(store, [
    ...OF_ACCOUNT,
    { table: "account", where: "key = ?" },
    { table: "login_change", where: "ifnull(to_key, from_key) = ?" },
  ], key);
  store.db.prepare("UPDATE login_change SET from_key = NULL WHERE from_key = ?").run(key);
  for (const sql of ACCOUNT_LEFT_OUT) store.db.prepare(sql).run(key);
  store.db.exec(LOGINS_LEFT_OUT);
  return deleted;
}

/** Deletes every row there is; how much it was. Belongs in a transaction. */
export function forgetEverything(store: Store): Forgotten[] {
  const tables = store.db.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  ).all();
  return tables.flatMap(({ name }) => {
    const { changes } = store.db.prepare(`DELETE FROM ${name}`).run();
    return changes === 0 ? [] : [{ table: String(name), rows: Number(changes) }];
  });
}

/** From here on what this connection deletes is overwritten. Belongs before the transaction. */
export function deleteForGood(store: Store): void {
  store.db.exec("PRAGMA secure_delete=ON");
}

/**
 * Overwrites the pages that nothing uses and empties the log, so that neither keeps what was deleted;
 * false where other processes are at work in it. (VACUUM needs a second database, which the seal
 * refuses.) Throws what SQLite throws.
 */
export function overwriteDeleted(store: Store): boolean {
  store.transaction(() => {
    store.db.exec("CREATE TABLE filler (zeros BLOB)");
    const fill = store.db.prepare("INSERT INTO filler VALUES (zeroblob(?))");
    const pageBytes = Number(store.db.prepare("PRAGMA page_size").get()?.page_size);
    for (let left = freePages(store); left > 0; left -= FILL_PAGES) {
      fill.run(pageBytes * Math.min(left, FILL_PAGES));
    }
    store.db.exec("DROP TABLE filler");
  });
  return store.db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()?.busy === 0;
}

// Four megabytes of a usual database.
const FILL_PAGES = 1_000;

function freePages({ db }: Store): number {
  return Number(db.prepare("PRAGMA freelist_count").get()?.freelist_count);
}

function deleteAll(store: Store, targets: readonly Target[], value: string): Forgotten[] {
  return targets.flatMap(({ table, where }) => {
    const { changes } = store.db.prepare(`DELETE FROM ${table} WHERE ${where}`).run(value);
    return changes === 0 ? [] : [{ table, rows: Number(changes) }];
  });
}
