import { LOGIN_TYPE } from "./notification.ts";
import type { ClientGap, HookEntry } from "../../model/wiring.ts";
import { composeStatusLine, quoteForShell, type TapCommand } from "./statusline_command.ts";

/** A client event that calls us. */
export interface WiredEvent {
  readonly event: string;
  /** Occurrences that call us, as the client's matcher writes them; null: every one. */
  readonly matcher: string | null;
  /** The event that is wired instead where the client does not have this one; never both. */
  readonly standIn?: string;
}

/**
 * Client events that call us, in the order in which they are written. Each costs a process per
 * occurrence, so only those for which tokenroom has an answer stand here, and of an event with few
 * interesting occurrences only these.
 */
export const WIRED_EVENTS: readonly WiredEvent[] = [
  { event: "SessionStart", matcher: null },
  { event: "UserPromptSubmit", matcher: null },
  { event: "PreToolUse", matcher: "Agent|Task|Workflow" },
  { event: "PostToolBatch", matcher: null, standIn: "PostToolUse" },
  { event: "SubagentStop", matcher: null },
  { event: "Stop", matcher: null },
  { event: "StopFailure", matcher: "rate_limit" },
  { event: "PreCompact", matcher: null },
  { event: "Notification", matcher: LOGIN_TYPE },
  { event: "SessionEnd", matcher: null },
];

/** The names under which an event may be wired: its own, and that of the one standing in for it. */
export function namesOf({ event, standIn }: WiredEvent): string[] {
  return standIn === undefined ? [event] : [event, standIn];
}

/** Seconds after which the client gives up on a hook; ours answer within 1.5. */
export const HOOK_TIMEOUT_SEC = 5;

/** The first client version that starts hooks from `args`, without a shell. */
export const EXEC_FORM_SINCE: Version = [2, 1, 139];

/**
 * The first client version with which `PostToolBatch` was verified. Earlier ones may have it too;
 * until somebody has seen it there, `PostToolUse` stands in for it.
 */
export const TOOL_BATCH_SINCE: Version = [2, 1, 330];

export type Version = readonly [number, number, number];
export type HookForm = "exec" | "shell";

/** The version in the output of `claude --version`, or null. */
export function decodeVersion(output: string): Version | null {
  const [, major, minor, patch] = /\b(\d{1,6})\.(\d{1,6})\.(\d{1,6})\b/.exec(output) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return null;
  return [Number(major), Number(minor), Number(patch)];
}

/** The hook form a client understands, or null when its version is not known. */
export function hookFormFor(version: Version | null): HookForm | null {
  if (version === null) return null;
  return isAtLeast(version, EXEC_FORM_SINCE) ? "exec" : "shell";
}

/** Whether a client is known to have `PostToolBatch`, or null when its version is not known. */
export function hasToolBatch(version: Version | null): boolean | null {
  return version === null ? null : isAtLeast(version, TOOL_BATCH_SINCE);
}

/** Where hooks of ours and a client of this version do not fit; nothing where it is not known. */
export function gapsOf(hooks: readonly HookEntry[], version: Version | null): ClientGap[] {
  const ours = hooks.filter((hook) => hook.owner === "ours");
  const calls = (event: string) => ours.some((hook) => hook.event === event);
  const gaps: ClientGap[] = [];
  if (hookFormFor(version) === "shell" && ours.some((hook) => hook.form === "exec")) {
    gaps.push("exec-form");
  }
  const batch = hasToolBatch(version);
  if (batch === false && calls("PostToolBatch")) gaps.push("batch-unproven");
  if (batch === true && calls("PostToolUse") && !calls("PostToolBatch")) gaps.push("batch-unused");
  return gaps;
}

function isAtLeast(version: Version, floor: Version): boolean {
  for (const [index, least] of floor.entries()) {
    const part = version[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/** `UserPromptSubmit` as our hook verb spells it: `user-prompt-submit`. */
export function verbOf(event: string): string {
  return event.replace(/(?<!^)([A-Z])/g, "-$1").toLowerCase();
}

/** `2.1.330` */
export function formatVersion(version: Version): string {
  return version.join(".");
}

/** A path as settings hold it: the client's shell on Windows eats backslashes. */
export function settingsPath(executable: string): string {
  return /^[A-Za-z]:\\/.test(executable) ? executable.replaceAll("\\", "/") : executable;
}

/** The group that calls us at an event. */
export function hookGroup(
  { event, matcher }: Omit<WiredEvent, "standIn">,
  executable: string,
  form: HookForm,
): object {
  const hooks = [hookObject(event, executable, form)];
  return matcher === null ? { hooks } : { matcher, hooks };
}

/** The hook object for an event. */
export function hookObject(event: string, executable: string, form: HookForm): object {
  const verb = verbOf(event);
  return form === "exec"
    ? { type: "command", command: executable, args: ["hook", verb], timeout: HOOK_TIMEOUT_SEC }
    : {
      type: "command",
      command: `${quoteForShell(executable)} hook ${verb}`,
      timeout: HOOK_TIMEOUT_SEC,
    };
}

/** The statusline object where the person has none. */
export function statusLineObject(tap: TapCommand): object {
  return { type: "command", command: composeStatusLine(tap) };
}
