// A worker that keeps taking the write lock of a database: for HOLD_MS each time, TURNS times, with no
// pause in between that another writer could count on, and once more for LAST_MS.
import { DatabaseSync } from "node:sqlite";

const say = (self as unknown as { postMessage(message: string): void }).postMessage.bind(self);
const { path, holdMs, turns, lastMs } = JSON.parse(self.name) as {
  path: string;
  holdMs: number;
  turns: number;
  lastMs: number;
};
const db = new DatabaseSync(path);
db.exec("PRAGMA busy_timeout=5000; BEGIN IMMEDIATE");
say("held");
const wait = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
for (let turn = 0; turn < turns; turn++) {
  wait(holdMs);
  db.exec("INSERT INTO event (at, kind) VALUES (1, 'held'); COMMIT; BEGIN IMMEDIATE");
}
wait(lastMs);
db.exec("COMMIT");
db.close();
say("done");
