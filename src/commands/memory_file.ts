import { putBlock, takeBlock, takeOriginalBlocks } from "../clients/claude_code/memory_block.ts";
import {
  type InstallRecord,
  readInstallRecord,
  sha256,
  writeInstallRecord,
} from "../io/install_record.ts";
import { isDirectory, replacePersonFile } from "../io/person_file.ts";
import type { SealedConfig } from "../io/seal.ts";
import type { MemoryState, Refusal, TextOutcome } from "../model/wiring.ts";
import { MEMORY_LINE } from "../render/skill.ts";
import { asOutcome, type PersonText, readMemoryText } from "./person_text.ts";
import { formerBytes, recall, rewrite } from "./rewrite.ts";

/** What to do with our block in the memory file. */
export interface MemoryTask {
  readonly config: SealedConfig;
  readonly state: string;
  readonly dryRun: boolean;
  readonly now: number;
}

/**
 * Puts our block into the memory file. `wanted` null: as it was chosen last. A person who wants none
 * gets none until told otherwise, and an earlier one is taken out. The Node original's goes in
 * either case.
 */
export function placeMemory(task: MemoryTask, wanted: boolean | null): TextOutcome {
  const { config, state, dryRun } = task;
  const path = config.memory;
  const read = readMemoryText(config);
  if ("kind" in read) return read;
  const known = readInstallRecord(state, path);
  if (!(wanted ?? known?.declined !== true)) return decline(task, read, known);
  const cleared = takeOriginalBlocks(read.text ?? "");
  if (typeof cleared !== "string") return { kind: "refused", path, refusal: cleared };
  const text = putBlock(cleared, MEMORY_LINE);
  if (typeof text !== "string") return { kind: "refused", path, refusal: text };
  const outcome = { path, before: read.text, after: text, restored: false };
  if (text === read.text) return { kind: "unchanged", ...outcome, report: "none", backup: null };
  const hasOurs = takeBlock(read.text ?? "") !== (read.text ?? "");
  const report = cleared !== (read.text ?? "") ? "replaced" : hasOurs ? "updated" : "added";
  if (dryRun) return { kind: "changed", ...outcome, report, backup: null };
  const done = rewrite({
    state,
    path,
    former: read.file,
    bytes: new TextEncoder().encode(text),
    hasOurs,
    formerStatusLine: null,
    now: task.now,
  });
  if ("kind" in done) return asOutcome(path, done);
  return { kind: "changed", ...outcome, report, backup: done.backup };
}

/** Takes our block out and gives back what was there before. */
export function removeMemory(task: MemoryTask): TextOutcome {
  const { config, state, dryRun } = task;
  const path = config.memory;
  const known = readInstallRecord(state, path);
  const read = isDirectory(config.dir) ? readMemoryText(config) : null;
  const outcome = read === null ? unchanged(path, null) : "kind" in read ? read : take(task, read);
  if (outcome.kind === "refused" || outcome.kind === "failed") {
    // Where we never wrote there is nothing to take out.
    return known === null || known.declined ? unchanged(path, null) : outcome;
  }
  if (!dryRun) writeInstallRecord(state, path, null);
  return outcome;
}

/** How our block stands, for doctor. */
export function readMemoryState(config: SealedConfig, state: string): MemoryState {
  const read = readMemoryText(config);
  if ("kind" in read) return "unreadable";
  const text = read.text ?? "";
  const [put, taken] = [putBlock(text, MEMORY_LINE), takeBlock(text)];
  if (typeof put !== "string") return "unreadable";
  if (put === text) return "current";
  if (taken !== text) return "outdated";
  return readInstallRecord(state, config.memory)?.declined === true ? "declined" : "absent";
}

function decline(task: MemoryTask, read: PersonText, known: InstallRecord | null): TextOutcome {
  const { config, state, dryRun, now } = task;
  const path = config.memory;
  const left = { kind: "left", path, why: "declined" } as const;
  const cleared = withoutBoth(task, read);
  if (cleared !== null) return cleared === read.text ? left : clear(task, read, cleared);
  const outcome = take(task, read);
  if (outcome.kind === "refused" || outcome.kind === "failed") return outcome;
  if (!dryRun && known?.declined !== true) {
    writeInstallRecord(state, path, {
      path,
      existed: read.file.kind === "read",
      afterSha256: sha256(new Uint8Array()),
      backup: null,
      formerStatusLine: null,
      declined: true,
      installedAt: now,
    });
  }
  return outcome.kind === "changed" ? outcome : left;
}

// Null where the Node original has no block, or only the person knows what is whose.
function withoutBoth(task: MemoryTask, { file, text }: PersonText): string | null {
  if (file.kind === "absent" || text === null) return null;
  const without = withoutOurs(task, file.bytes, text);
  if ("problem" in without || without.bytes === null) return null;
  const rest = decode(without.bytes);
  const cleared = takeOriginalBlocks(rest);
  return typeof cleared !== "string" || cleared === rest ? null : cleared;
}

function clear(task: MemoryTask, read: PersonText, after: string): TextOutcome {
  const { config, state, dryRun, now } = task;
  const path = config.memory;
  const before = read.text ?? "";
  const outcome = { path, before, after, report: "cleared", restored: false } as const;
  if (dryRun) return { kind: "changed", ...outcome, backup: null };
  const done = rewrite({
    state,
    path,
    former: read.file,
    bytes: encode(after),
    hasOurs: takeBlock(before) !== before,
    formerStatusLine: null,
    declined: true,
    now,
  });
  if ("kind" in done) return asOutcome(path, done);
  return { kind: "changed", ...outcome, backup: done.backup };
}

function take(task: MemoryTask, { file, text }: PersonText): TextOutcome {
  const { config, dryRun } = task;
  const path = config.memory;
  if (file.kind === "absent" || text === null) return unchanged(path, null);
  const without = withoutOurs(task, file.bytes, text);
  if ("problem" in without) return { kind: "refused", path, refusal: without };
  const { bytes, restored } = without;
  if (bytes === file.bytes) return unchanged(path, text);
  if (!dryRun) {
    const failure = replacePersonFile(path, file, bytes, () => {});
    if (failure !== null) return asOutcome(path, failure);
  }
  const after = bytes === null ? null : decode(bytes);
  return { kind: "changed", path, before: text, after, report: "removed", backup: null, restored };
}

/** What was there before us, exactly where that can be; the present bytes where we have no part. */
interface Without {
  /** Null: no file. */
  readonly bytes: Uint8Array | null;
  readonly restored: boolean;
}

function withoutOurs(
  { config, state }: MemoryTask,
  present: Uint8Array,
  text: string,
): Without | Refusal {
  const taken = takeBlock(text);
  if (typeof taken !== "string") return taken;
  const remembered = recall(state, config.memory);
  const former = formerBytes(remembered, present);
  // Also where we put nothing in: we may have taken the Node original's out.
  const isOurs = taken !== text || former !== null && former.bytes !== null;
  if (!isOurs) return { bytes: present, restored: false };
  const isEmptied = remembered.record?.existed === false && taken === "";
  const bytes = former?.bytes ?? (former !== null || isEmptied ? null : encode(taken));
  return { bytes, restored: former !== null || isEmptied };
}

function unchanged(path: string, text: string | null): TextOutcome {
  return {
    kind: "unchanged",
    path,
    before: text,
    after: text,
    report: "none",
    backup: null,
    restored: false,
  };
}

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
