import type { Environment } from "./environment.ts";
import type { Seal } from "./seal.ts";

/**
 * Bytes read of one file at a time: the tail that is read of a file seen for the first time, and
 * the longest line that is read at all. The largest answer of a model fits twice.
 */
export const READ_BYTES = 2 * 1024 * 1024;
/** Unread bytes beyond which a file is taken up at its tail again: fresh figures before full ones. */
export const BACKLOG_BYTES = 8 * READ_BYTES;
/**
 * Files looked at in one event, some microseconds each. A subagent beyond them is not forgotten: its
 * own events name it.
 */
export const FILES_PER_EVENT = 64;

const AGENT_DEPTH = 4;
const AGENT_ENTRIES = 4096;
// Lines of one session end alike; this far back stand their ids and times.
const MARK_BYTES = 1024;
const NEWLINE = 10;

/** How far a file was read. */
export interface Cursor {
  readonly path: string;
  /** Tells the file from another one of the same name. */
  readonly identity: string;
  readonly size: number;
  readonly modifiedMs: number;
  /** Bytes dealt with. */
  readonly offset: number;
  /** Hash of the bytes before `offset`: a rewritten file of the same identity differs there. */
  readonly mark: number;
  /** `offset` lies inside a line that is passed over. */
  readonly insideLine: boolean;
}

/** Lines that a file grew by. */
export interface Appended {
  /** Whole lines, each with its newline; may be empty. */
  readonly text: string;
  readonly cursor: Cursor;
  readonly bytes: number;
  /** `follows`: continues where the cursor stood; `whole`: from the first byte; `tail`: the bytes before were never read. */
  readonly from: "follows" | "whole" | "tail";
  /** The file holds more than was read now. */
  readonly more: boolean;
}

/**
 * Reads what a file grew by since the cursor, at most `READ_BYTES`; null when it did not change or
 * is no regular file. A line without its newline is left for next time. A file that was truncated
 * or replaced starts anew. Throws what opening and reading throw.
 */
export function readAppended(path: string, cursor: Cursor | null): Appended | null {
  const info = statOrNull(path);
  if (info === null || !info.isFile) return null;
  const modifiedMs = info.mtime?.getTime() ?? 0;
  const identity = `${info.ino ?? ""}:${info.birthtime?.getTime() ?? ""}`;
  const isKnown = cursor !== null && cursor.identity === identity;
  if (isKnown && cursor.offset === info.size && cursor.modifiedMs === modifiedMs) return null;
  const file = Deno.openSync(path);
  try {
    const follows = isKnown && info.size >= cursor.offset &&
      info.size - cursor.offset <= BACKLOG_BYTES &&
      markBefore(file, cursor.offset) === cursor.mark;
    const start = follows ? cursor.offset : Math.max(0, info.size - READ_BYTES);
    const bytes = readAt(file, start, Math.min(READ_BYTES, info.size - start));
    const lines = findLines(bytes, follows ? cursor.insideLine : start > 0);
    const offset = start + lines.end;
    return {
      text: new TextDecoder("utf-8", { ignoreBOM: true })
        .decode(bytes.subarray(lines.start, lines.end)),
      cursor: {
        path,
        identity,
        size: info.size,
        modifiedMs,
        offset,
        mark: markBefore(file, offset),
        insideLine: lines.insideLine,
      },
      bytes: bytes.length,
      from: follows ? "follows" : start > 0 ? "tail" : "whole",
      more: bytes.length === READ_BYTES && start + bytes.length < info.size,
    };
  } finally {
    file.close();
  }
}

/** The last whole lines of a file, at most `limit` bytes of it; empty when there is none. */
export function readTail(path: string, limit: number): string[] {
  const info = statOrNull(path);
  if (info === null || !info.isFile) return [];
  const file = Deno.openSync(path);
  try {
    const start = Math.max(0, info.size - limit);
    const bytes = readAt(file, start, info.size - start);
    const lines = findLines(bytes, start > 0);
    const text = new TextDecoder().decode(bytes.subarray(lines.start, lines.end));
    return text.split("\n").slice(0, -1);
  } finally {
    file.close();
  }
}

/** The whole lines among `bytes`: from `start` up to `end`. */
function findLines(bytes: Uint8Array, startsInside: boolean) {
  let start = 0;
  if (startsInside) {
    start = bytes.indexOf(NEWLINE) + 1;
    // Still the line that is passed over.
    if (start === 0) return { start: bytes.length, end: bytes.length, insideLine: true };
  }
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  if (end > start) return { start, end, insideLine: false };
  const isTooLong = start === 0 && bytes.length === READ_BYTES;
  return isTooLong
    ? { start: bytes.length, end: bytes.length, insideLine: true }
    : { start, end: start, insideLine: false };
}

function readAt(file: Deno.FsFile, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  file.seekSync(offset, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < length) {
    const count = file.readSync(bytes.subarray(filled));
    // The file was cut since we asked for its size.
    if (count === null) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

function markBefore(file: Deno.FsFile, offset: number): number {
  const start = Math.max(0, offset - MARK_BYTES);
  let hash = 0x811c9dc5;
  for (const byte of readAt(file, start, offset - start)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}

function statOrNull(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (cause) {
    // A session writes its transcript with the first message only.
    if (cause instanceof Deno.errors.NotFound) return null;
    throw cause;
  }
}

/**
 * The path under which a transcript that an event names may be read: a `.jsonl` file below the
 * `projects` directory of a sealed configuration directory, also after its links are resolved. Null
 * for every other path, and while the file does not exist.
 */
export function findTranscript(asked: string | null, seal: Seal, env: Environment): string | null {
  const path = asked?.replaceAll("\\", "/") ?? "";
  if (!path.endsWith(".jsonl") || path.split("/").includes("..")) return null;
  for (const { dir } of seal.configs) {
    // The client names its directory as the person does; in the seal links are resolved.
    const named = [dir, env.CLAUDE_CONFIG_DIR, `${env.HOME}/.claude`]
      .find((name) => name !== undefined && path.startsWith(`${name}/projects/`));
    if (named === undefined) continue;
    const candidate = dir + path.slice(named.length);
    const root = realPathOrNull(`${dir}/projects`);
    if (root !== null && realPathOrNull(candidate)?.startsWith(`${root}/`) === true) {
      return candidate;
    }
  }
  return null;
}

/** A subagent's transcript. */
export interface AgentFile {
  readonly agentId: string;
  readonly path: string;
}

const AGENT_NAME = /^agent-([A-Za-z0-9][A-Za-z0-9._-]{0,127})\.jsonl$/;

/**
 * The transcripts of a session's subagents, in no order. Links are not followed, and neither depth
 * nor number is without bound: what a directory of thousands holds beyond it is not found.
 */
export function listAgentFiles(transcript: string): AgentFile[] {
  const root = agentsDir(transcript);
  const real = realPathOrNull(root);
  if (real === null || real !== agentsDir(realPathOrNull(transcript) ?? "")) return [];
  const found: AgentFile[] = [];
  const pending = [{ path: root, depth: 1 }];
  let entries = 0;
  for (let dir = pending.pop(); dir !== undefined; dir = pending.pop()) {
    for (const entry of Deno.readDirSync(dir.path)) {
      if (++entries > AGENT_ENTRIES) return found;
      const path = `${dir.path}/${entry.name}`;
      const agentId = entry.isFile ? AGENT_NAME.exec(entry.name)?.[1] : undefined;
      if (agentId !== undefined) found.push({ agentId, path });
      if (entry.isDirectory && dir.depth < AGENT_DEPTH) {
        pending.push({ path, depth: dir.depth + 1 });
      }
    }
  }
  return found;
}

function agentsDir(transcript: string): string {
  return `${transcript.slice(0, -".jsonl".length)}/subagents`;
}

function realPathOrNull(path: string): string | null {
  try {
    return Deno.realPathSync(path);
  } catch {
    // Absent, or outside of what we may read: no transcript of ours either way.
    return null;
  }
}
