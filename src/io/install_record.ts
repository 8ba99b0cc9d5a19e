// What an installation has to remember to give a person's file back: a dated copy of the former
// bytes, and a record beside it.

import { createHash } from "node:crypto";
import { asFlag, asInstant, asRecord, asText, parseJson } from "../model/decode.ts";
import type { EpochSec } from "../model/units.ts";
import { ensureDir, readTextOrNull, replaceFile } from "./state_file.ts";

/** One installation into one file. */
export interface InstallRecord {
  /** The file. */
  readonly path: string;
  /** Whether there was a file before. */
  readonly existed: boolean;
  /** SHA-256 of what the installation wrote: as long as it holds, the former bytes go back. */
  readonly afterSha256: string;
  /** Name of the copy of the former bytes; null when there was no file, or nothing to go back to. */
  readonly backup: string | null;
  /** JSON text of the former `statusLine`; null when there was none. */
  readonly formerStatusLine: string | null;
  /** The person wants nothing of ours in this file. */
  readonly declined: boolean;
  readonly installedAt: EpochSec;
}

const MAX_STATUSLINE_CHARS = 65_536;

/** The record for a file, or null when there is none that can be read. */
export function readInstallRecord(state: string, path: string): InstallRecord | null {
  const raw = asRecord(parseJson(readTextOrNull(recordPath(state, path)) ?? ""));
  const afterSha256 = asText(raw?.after_sha256, 64);
  const installedAt = asInstant(raw?.installed_at);
  const existed = asFlag(raw?.existed);
  if (raw === null || raw.path !== path || existed === null) return null;
  if (afterSha256 === null || installedAt === null) return null;
  const backup = asText(raw.backup, 255);
  return {
    path,
    existed,
    afterSha256,
    // A name, never a way to another directory.
    backup: backup === null || backup.includes("/") ? null : backup,
    formerStatusLine: asText(raw.former_status_line, MAX_STATUSLINE_CHARS),
    declined: asFlag(raw.declined) ?? false,
    installedAt,
  };
}

/** Writes the record of a file, or removes it. */
export function writeInstallRecord(
  state: string,
  path: string,
  record: InstallRecord | null,
): void {
  const recorded = recordPath(state, path);
  if (record === null) {
    if (readTextOrNull(recorded) !== null) Deno.removeSync(recorded);
    return;
  }
  ensureDir(`${state}/install`);
  const json = {
    version: 1,
    path: record.path,
    existed: record.existed,
    after_sha256: record.afterSha256,
    backup: record.backup,
    former_status_line: record.formerStatusLine,
    declined: record.declined,
    installed_at: record.installedAt,
  };
  replaceFile(recorded, `${JSON.stringify(json, null, 2)}\n`);
}

/** Copies bytes into the backups under a new, dated name and returns the name. Owner-only. */
export function writeBackup(
  state: string,
  path: string,
  bytes: Uint8Array,
  now: EpochSec,
): string {
  ensureDir(`${state}/backups`);
  const date = new Date(now * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
  const { stem, extension } = namesOf(path);
  for (let number = 1;; number++) {
    const again = number === 1 ? "" : `-${number}`;
    const name = `${stem}-${keyOf(path)}-${date}${again}${extension}`;
    try {
      const file = Deno.openSync(`${state}/backups/${name}`, {
        write: true,
        createNew: true,
        mode: 0o600,
      });
      let at = 0;
      while (at < bytes.length) at += file.writeSync(bytes.subarray(at));
      file.syncSync();
      file.close();
      return name;
    } catch (cause) {
      if (!(cause instanceof Deno.errors.AlreadyExists)) throw cause;
    }
  }
}

/** The bytes of a backup, or null when it is gone. */
export function readBackup(state: string, name: string): Uint8Array | null {
  try {
    return Deno.readFileSync(`${state}/backups/${name}`);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw cause;
  }
}

/** Runs `work` while no other install or uninstall of this state directory does. */
export function withInstallLock<T>(state: string, work: () => T): T {
  ensureDir(`${state}/install`);
  const lock = Deno.openSync(`${state}/install/lock`, { write: true, create: true, mode: 0o600 });
  try {
    // Waits; the system frees it when a holder dies.
    lock.lockSync(true);
    return work();
  } finally {
    lock.close();
  }
}

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function recordPath(state: string, path: string): string {
  return `${state}/install/${keyOf(path)}.json`;
}

// Enough of the hash to tell a person's few files apart.
function keyOf(path: string): string {
  return sha256(new TextEncoder().encode(path)).slice(0, 12);
}

function namesOf(path: string): { readonly stem: string; readonly extension: string } {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot > 0
    ? { stem: name.slice(0, dot), extension: name.slice(dot) }
    : { stem: name, extension: "" };
}
