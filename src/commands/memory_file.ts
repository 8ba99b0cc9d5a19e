import { putBlock, takeBlock } from "../clients/claude_code/memory_block.ts";
import {
  type InstallRecord,
  readInstallRecord,
  sha256,
  writeInstallRecord,
} from "../io/install_record.ts";
import { isDirectory, replacePersonFile } from "../io/person_file.ts";
import type { SealedConfig } from "../io/seal.ts";
import type { MemoryState, TextOutcome } from "../model/wiring.ts";
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
 * gets none until told otherwise, and an earlier one is taken out.
 */
export function placeMemory(task: MemoryTask, wanted: boolean | null): TextOutcome {
  const { config, state, dryRun } = task;
  const path = config.memory;
  const read = readMemoryText(config);
  if ("kind" in read) return read;
  const known = readInstallRecord(state, path);
  if (!(wanted ?? known?.declined !== true)) return decline(task, read, known);
  const text = putBlock(read.text ?? "", MEMORY_LINE);
  if (typeof text !== "string") return { kind: "refused", path, refusal: text };
  const outcome = { path, before: read.text, after: text, restored: false };
  if (text === read.text) return { kind: "unchanged", ...outcome, report: "none", backup: null };
  const hasOurs = takeBlock(read.text ?? "") !== (read.text ?? "");
  const report = hasOurs ? "updated" : "added";
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
  return outcome.kind === "changed" ? outcome : { kind: "left", path, why: "declined" };
}

function take({ config, state, dryRun }: MemoryTask, { file, text }: PersonText): TextOutcome {
  const path = config.memory;
  if (file.kind === "absent" || text === null) return unchanged(path, null);
  const taken = takeBlock(text);
  if (typeof taken !== "string") return { kind: "refused", path, refusal: taken };
  if (taken === text) return unchanged(path, text);
  const remembered = recall(state, path);
  const former = formerBytes(remembered, file.bytes);
  const isEmptied = remembered.record?.existed === false && taken === "";
  const bytes = former?.bytes ?? (former !== null || isEmptied ? null : encode(taken));
  if (!dryRun) {
    const failure = replacePersonFile(path, file, bytes, () => {});
    if (failure !== null) return asOutcome(path, failure);
  }
  const after = bytes === null ? null : decode(bytes);
  const restored = former !== null || isEmptied;
  return { kind: "changed", path, before: text, after, report: "removed", backup: null, restored };
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
