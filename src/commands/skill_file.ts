import { readInstallRecord, sha256, writeInstallRecord } from "../io/install_record.ts";
import {
  ensurePersonDir,
  isDirectory,
  removeEmptyDir,
  replacePersonFile,
} from "../io/person_file.ts";
import type { SealedConfig } from "../io/seal.ts";
import type { SkillState, TextOutcome } from "../model/wiring.ts";
import { SKILL_TEXT } from "../render/skill.ts";
import { asOutcome, readPersonText } from "./person_text.ts";
import { formerBytes, recall, rewrite } from "./rewrite.ts";

/** What to do with the skill. */
export interface SkillTask {
  readonly config: SealedConfig;
  readonly state: string;
  readonly dryRun: boolean;
  readonly now: number;
  /** Whether a file that is not ours is the Node original's, which we replace. */
  readonly replacesOriginal: boolean;
}

/** Puts our skill where the client finds it. What the person wrote or changed there stays. */
export function placeSkill(task: SkillTask): TextOutcome {
  const { config, state, dryRun } = task;
  const path = skillPath(config);
  const read = readPersonText(path);
  if ("kind" in read) return read;
  const standing = standingOf(read.text, state, path);
  const outcome = { path, before: read.text, after: SKILL_TEXT, restored: false };
  if (standing === "current") {
    return { kind: "unchanged", ...outcome, report: "none", backup: null };
  }
  if (standing === "edited" || standing === "foreign" && !task.replacesOriginal) {
    return { kind: "left", path, why: standing };
  }
  const report = CHANGES[standing];
  if (dryRun) return { kind: "changed", ...outcome, report, backup: null };
  const refused = ensurePersonDir(config.skill);
  if (refused !== null) return asOutcome(path, refused);
  const done = rewrite({
    state,
    path,
    former: read.file,
    bytes: new TextEncoder().encode(SKILL_TEXT),
    hasOurs: standing === "outdated",
    formerStatusLine: null,
    now: task.now,
  });
  if ("kind" in done) {
    removeEmptyDir(config.skill);
    return asOutcome(path, done);
  }
  return { kind: "changed", ...outcome, report, backup: done.backup };
}

const CHANGES = { absent: "added", outdated: "updated", foreign: "replaced" } as const;

/** Takes our skill away and gives back what was there before. A file that is not ours stays. */
export function removeSkill({ config, state, dryRun }: SkillTask): TextOutcome {
  const path = skillPath(config);
  const nothing = {
    path,
    before: null,
    after: null,
    report: "none",
    backup: null,
    restored: false,
  } as const;
  const read = isDirectory(config.skill) ? readPersonText(path) : null;
  if (read !== null && "kind" in read) {
    // Where we never wrote there is nothing to take away.
    return readInstallRecord(state, path) === null ? { kind: "unchanged", ...nothing } : read;
  }
  if (read === null || read.text === null || read.file.kind === "absent") {
    if (!dryRun) writeInstallRecord(state, path, null);
    return { kind: "unchanged", ...nothing };
  }
  const standing = standingOf(read.text, state, path);
  if (standing === "foreign") return { kind: "unchanged", ...nothing };
  if (standing === "edited") {
    if (!dryRun) writeInstallRecord(state, path, null);
    return { kind: "left", path, why: "edited" };
  }
  const bytes = formerBytes(recall(state, path), read.file.bytes)?.bytes ?? null;
  if (!dryRun) {
    const failure = replacePersonFile(path, read.file, bytes, () => {});
    if (failure !== null) return asOutcome(path, failure);
    writeInstallRecord(state, path, null);
    removeEmptyDir(config.skill);
  }
  const after = bytes === null ? null : new TextDecoder().decode(bytes);
  const restored = after !== null;
  return { kind: "changed", ...nothing, before: read.text, after, report: "removed", restored };
}

/** How the skill stands, for doctor. */
export function readSkillState(config: SealedConfig, state: string): SkillState {
  const path = skillPath(config);
  const read = readPersonText(path);
  return "kind" in read ? "unreadable" : standingOf(read.text, state, path);
}

function standingOf(
  text: string | null,
  state: string,
  path: string,
): Exclude<SkillState, "unreadable"> {
  if (text === null) return "absent";
  if (text === SKILL_TEXT) return "current";
  const record = readInstallRecord(state, path);
  if (record === null) return "foreign";
  return record.afterSha256 === sha256(new TextEncoder().encode(text)) ? "outdated" : "edited";
}

/**
 * A skill under the earlier name of the Node original, or null. The seal lets us look at it and no
 * more.
 */
export function findFormerSkill(config: SealedConfig): string | null {
  const path = `${config.dir}/skills/headroom`;
  try {
    Deno.lstatSync(path);
    return path;
  } catch {
    // Absent, or behind a link that the seal does not let us follow: nothing to say of it.
    return null;
  }
}

/** The file that the client reads. */
export function skillPath(config: SealedConfig): string {
  return `${config.skill}/SKILL.md`;
}
