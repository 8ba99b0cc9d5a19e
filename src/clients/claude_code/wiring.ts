import { composeStatusLine, quoteForShell, type TapCommand } from "./statusline_command.ts";

/**
 * Client events that call us. Each costs a process per occurrence, so only those for which
 * tokenroom has an answer stand here.
 */
export const WIRED_EVENTS = ["SessionStart", "UserPromptSubmit"] as const;

/** Seconds after which the client gives up on a hook; ours answer within 1.5. */
export const HOOK_TIMEOUT_SEC = 5;

/** The first client version that starts hooks from `args`, without a shell. */
export const EXEC_FORM_SINCE: Version = [2, 1, 139];

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
  for (const [index, floor] of EXEC_FORM_SINCE.entries()) {
    const part = version[index] ?? 0;
    if (part !== floor) return part > floor ? "exec" : "shell";
  }
  return "exec";
}

/** `UserPromptSubmit` as our hook verb spells it: `user-prompt-submit`. */
export function verbOf(event: string): string {
  return event.replace(/(?<!^)([A-Z])/g, "-$1").toLowerCase();
}

/** A path as settings hold it: the client's shell on Windows eats backslashes. */
export function settingsPath(executable: string): string {
  return /^[A-Za-z]:\\/.test(executable) ? executable.replaceAll("\\", "/") : executable;
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
