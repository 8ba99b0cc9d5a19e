// What people ask of projects. These statements walk the table of sessions, and stand apart from
// what tap and hooks load.

import type { Session } from "../../model/session.ts";
import type { Store } from "./database.ts";
import { readSession } from "./sessions.ts";

/** The session of a project that was seen last, or null. */
export function readSessionOfProject(store: Store, projectDir: string): Session | null {
  const row = store.db.prepare(
    "SELECT id FROM session WHERE project_dir = ? ORDER BY seen_at DESC, rowid DESC LIMIT 1",
  ).get(projectDir);
  return row === undefined ? null : readSession(store, row.id as string);
}

/** Those of some directories that are the project of a session. */
export function knownProjects(store: Store, dirs: readonly string[]): string[] {
  return store.db.prepare(
    `SELECT DISTINCT project_dir FROM session
      WHERE project_dir IN (SELECT value FROM json_each(?))`,
  ).all(JSON.stringify(dirs)).map((row) => row.project_dir as string);
}
