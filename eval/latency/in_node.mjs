// What a program for Node pays at least for the work of `tap` and of a prompt's hook. Ours, not the
// original's: no store, no forecast, no other session's figures, and only built-in modules, so that
// it bounds from below what a real one takes.
//   node in_node.mjs tap|hook DIRECTORY < PAYLOAD

import { Buffer } from "node:buffer";
import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import process from "node:process";

const [verb, directory] = process.argv.slice(2);
const input = JSON.parse(readFileSync(0, "utf8"));
const now = Math.floor(Date.now() / 1000);
if (verb === "tap") tap();
else hook();

function tap() {
  const path = `${directory}/state.json`;
  const state = readJson(path) ?? { windows: {}, sessions: {} };
  for (const [key, { used_percentage, resets_at }] of Object.entries(input.rate_limits ?? {})) {
    const standing = state.windows[key];
    if (standing?.resets_at > resets_at) continue;
    state.windows[key] = { left: 100 - used_percentage, resets_at, at: now };
  }
  const usage = input.context_window?.current_usage ?? {};
  const context = Object.values(usage).reduce((sum, tokens) => sum + tokens, 0);
  state.sessions[input.session_id] = { at: now, context, cost: input.cost?.total_cost_usd ?? null };
  writeJson(path, state);
  const left = state.windows.five_hour?.left ?? 0;
  process.stdout.write(`${left}% left · ctx ${context} · $${input.cost?.total_cost_usd}\n`);
}

function hook() {
  const state = readJson(`${directory}/state.json`) ?? { windows: {} };
  const path = `${directory}/session-${input.session_id}.json`;
  const session = readJson(path) ?? { offset: 0, tokens: 0 };
  const { lines, offset } = readAppended(input.transcript_path, session.offset);
  for (const line of lines) {
    if (!line.includes('"usage"')) continue;
    session.tokens += JSON.parse(line).message?.usage?.output_tokens ?? 0;
  }
  const left = state.windows.five_hour?.left ?? 0;
  writeJson(path, { ...session, offset, told: left, at: now });
  const additionalContext = `now ${new Date().toString()} · 5h: ${left}% left`;
  const hookSpecificOutput = { hookEventName: "UserPromptSubmit", additionalContext };
  process.stdout.write(JSON.stringify({ hookSpecificOutput }));
}

function readAppended(path, from) {
  const file = openSync(path, "r");
  const { size } = fstatSync(file);
  // A long file is taken up at its last two megabytes, as ours is.
  const start = Math.max(from, size - 2 * 1024 * 1024);
  const bytes = Buffer.alloc(size - start);
  readSync(file, bytes, 0, bytes.length, start);
  closeSync(file);
  return { lines: bytes.toString("utf8").split("\n"), offset: size };
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // Absent: the first run.
    return null;
  }
}

function writeJson(path, value) {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(value), { mode: 0o600 });
  renameSync(temporary, path);
}
