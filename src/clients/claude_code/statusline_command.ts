// Statusline commands: composed of our tap and the person's own command, and taken apart again. The
// client has no exec form here, it runs `/bin/sh -c <command>`, so the command is POSIX shell and
// carries everything that is needed to give the person's own command back.

import type { Hud } from "../../model/wiring.ts";

/** Our tap, and what it was composed with. */
export interface TapCommand {
  readonly executable: string;
  readonly hud: Hud;
  /** The person's own command, byte for byte; null when there is none. */
  readonly own: string | null;
}

/** The shell command for a statusline. Without an own command every `hud` means ours. */
export function composeStatusLine({ executable, hud, own }: TapCommand): string {
  const tap = `${quoteForShell(executable)} tap`;
  if (own === null) return tap;
  // The line break ends a trailing comment of theirs.
  const theirs = `{ ${own}\n}`;
  switch (hud) {
    case "own":
      return `${tap} --tee | ${theirs}`;
    case "both":
      // Without the last part a failure of theirs would make the client discard our row as well.
      return `{ ${tap} --tee --hud-to-stderr 2>&3 | ${theirs}; } 3>&1 || :`;
    case "tokenroom":
      // Theirs takes over only when our executable is gone; until then it is kept here.
      return `${tap} || ${theirs}`;
  }
}

// A shell word: in double quotes, in single quotes, or bare.
const WORD = String.raw`("(?:[^"\\$${"`"}]|\\[\s\S])*"|'[^']*'|[^\s"'\\$${"`"}|&;<>(){}]+)`;
const FLAGS = String.raw`((?: --?[a-z][a-z-]*)*)`;
const OWN = new RegExp(String.raw`^${WORD} tap${FLAGS} \| \{ ([\s\S]*)\n\}$`);
// As a person would write it by hand.
const OWN_BY_HAND = new RegExp(String.raw`^${WORD} tap${FLAGS} \| ?([^|&][\s\S]*)$`);
const BOTH = new RegExp(
  String.raw`^\{ ${WORD} tap${FLAGS} 2>&3 \| \{ ([\s\S]*)\n\}; \} 3>&1(?: \|\| :)?$`,
);
const OURS_FIRST = new RegExp(String.raw`^${WORD} tap${FLAGS} \|\| \{ ([\s\S]*)\n\}$`);
const OURS = new RegExp(String.raw`^${WORD} tap${FLAGS}\s*$`);
const FORMS: readonly (readonly [RegExp, Hud])[] = [
  [BOTH, "both"],
  [OURS_FIRST, "tokenroom"],
  [OWN, "own"],
  [OWN_BY_HAND, "own"],
  [OURS, "tokenroom"],
];

/** The parts of a command that runs our tap, or null when it is none that we could have made. */
export function takeApart(command: string, executable: string): TapCommand | null {
  for (const [form, hud] of FORMS) {
    const [, word, , own] = form.exec(command) ?? [];
    if (word === undefined) continue;
    const found = unquote(word);
    return isTokenroom(found, executable) ? { executable: found, hud, own: own ?? null } : null;
  }
  return null;
}

/** Whether a command runs our tap somewhere, in whatever shape. */
export function mentionsTap(command: string): boolean {
  return /(?:^|[/\\\s"'(;|&])tokenroom(?:\.exe)?["']?\s+tap\b/.test(command);
}

const HOOK = new RegExp(String.raw`^${WORD} hook ([a-z-]+)\s*$`);

/** The executable and event of a hook command in shell form that is ours, or null. */
export function takeApartHook(
  command: string,
  executable: string,
): { readonly executable: string; readonly verb: string } | null {
  const [, word, verb] = HOOK.exec(command) ?? [];
  if (word === undefined || verb === undefined) return null;
  const found = unquote(word);
  return isTokenroom(found, executable) ? { executable: found, verb } : null;
}

/** Whether a path is this executable or another installation of it. */
export function isTokenroom(path: string, executable: string): boolean {
  return path === executable || /(?:^|[/\\])tokenroom(?:\.exe)?$/.test(path);
}

/** Whether a command belongs to the Node original, under its present or its earlier name. */
export function isOriginal(command: string): boolean {
  return command.includes("tokenroom.mjs") || command.includes("headroom.mjs");
}

/** A path as one word for `sh`. */
export function quoteForShell(path: string): string {
  return `"${path.replace(/["\\$`]/g, "\\$&")}"`;
}

function unquote(word: string): string {
  if (word.startsWith('"')) return word.slice(1, -1).replace(/\\(["\\$`])/g, "$1");
  return word.startsWith("'") ? word.slice(1, -1) : word;
}
