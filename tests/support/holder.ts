// A worker that keeps taking the write lock of a database: for HOLD_MS each time, TURNS times, with no
// pause in between that another writer could count on.
import { DatabaseSync } from "node:sqlite";

const say = (self as unknown as { postMessage(message: string): void }).postMessage.bind(self);
const { path, holdMs, turns } = JSON.parse(self.name) as {
  path: string;
  holdMs: number;
  turns: number;
};
const db = new DatabaseSync(path);
db.exec("PRAGMA busy_timeout=5000; BEGIN IMMEDIATE");
say("held");
for (let turn = 0; turn < turns; turn++) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, holdMs);
  db.exec("INSERT INTO event (at, kind) VALUES (1, 'held'); COMMIT; BEGIN IMMEDIATE");
}
db.exec("COMMIT");
db.close();
say("done");
