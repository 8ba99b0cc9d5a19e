import type { Answered, Repair } from "../decide/repair.ts";
import type { KeptRows, Mended } from "../model/mended.ts";
import { plain } from "./ansi.ts";
import { type DoctorStyle, shorten } from "./doctor.ts";
import { hang } from "./wrap.ts";

/** Columns before what is said. */
const INDENT = 9;

/** A repair and what came of it. */
export interface Repaired {
  readonly repair: Repair;
  readonly isDone: boolean;
  /** What was said on the way, several lines. */
  readonly said: string;
}

/** What doctor put right, before it looks again. */
export function renderRepairs(done: readonly Repaired[], { home, width }: DoctorStyle): string {
  if (done.length === 0) return "Nothing is broken that doctor may mend by itself.\n\n";
  const under = (head: string, text: string) => hang(head.padEnd(INDENT), INDENT, text, width);
  const lines = done.flatMap(({ repair, isDone, said }) => [
    ...under(isDone ? "mended" : "FAILED", shorten(sayRepair(repair), home)),
    ...said.split("\n").map(plain).filter((line) => line.trim() !== "")
      .flatMap((line) => under("", line)),
  ]);
  return `${lines.join("\n")}\n\n`;
}

/** What became of a damaged store, as lines. `dir`: the state directory. */
export function sayMended(mended: Mended, dir: string): string {
  switch (mended.kind) {
    case "sound":
      return "another process has mended it meanwhile";
    case "busy":
      return "another process is writing into it and does not end: close the sessions, then again";
    case "mended":
      return [
        `the damaged file, with its log, is kept: ${dir}/${mended.aside}`,
        `taken over: ${sayKept(mended.kept)}`,
        "figures come back with the next replies; history and what was learned of prices begin anew",
      ].join("\n");
  }
}

/** What was taken over from a file that had been moved aside. */
export function saySalvaged(kept: readonly KeptRows[] | null): string {
  return kept === null ? "another process has done so meanwhile" : `taken over: ${sayKept(kept)}`;
}

const NAMES: Readonly<Record<string, readonly [one: string, more: string]>> = {
  pin: ["pin", "pins"],
  plan: ["plan", "plans"],
  checkpoint: ["checkpoint", "checkpoints"],
  handoff: ["handoff", "handoffs"],
  intent: ["focused run", "focused runs"],
  account: ["account", "accounts"],
  profile: ["account name", "account names"],
};

function sayKept(kept: readonly KeptRows[]): string {
  const isHopeless = kept.every(({ rows }) => rows === 0);
  const told = kept.flatMap(({ table, rows, isWhole }) => {
    const [one, more] = NAMES[table] ?? [];
    if (one === undefined) return [];
    if (rows === 0) return isWhole || isHopeless ? [] : [`no ${more} (they could not be read)`];
    const lost = isWhole ? "" : " (others could not be read)";
    return [`${rows} ${rows === 1 ? one : more}${lost}`];
  });
  if (told.length > 0) return told.join(", ");
  return kept.some(({ isWhole }) => !isWhole)
    ? "nothing: none of it can be read"
    : "nothing: it held no notes, plans or names";
}

function sayRepair(repair: Repair): string {
  switch (repair.kind) {
    case "wiring":
      return `${plain(repair.dir)}: ${wordsFor(repair.answers)}, as tokenroom install does`;
    case "store":
      return "the damaged store: a new one is in its place";
    case "notes":
      return `notes of the damaged store ${
        plain(repair.aside)
      }: taken over as far as they can be read`;
    case "leftovers":
      return "files that killed writers left: removed";
    case "state-open":
      return `${plain(repair.path)}: chmod 700`;
  }
}

const WORDS: Readonly<Record<Answered, string>> = {
  "wiped": "statusline and hooks",
  "half-wired": "what was missing of statusline and hooks",
  "mismatched": "the form of the hooks",
  "doubled": "what was wired twice",
  "other-path": "the path of the executable",
  "server-absent": "the MCP server",
  "server-elsewhere": "the path of the MCP server",
  "client-gap": "the hooks that this client has",
  "skill": "the skill",
  "memory": "the line in CLAUDE.md",
};

function wordsFor(answers: readonly Answered[]): string {
  return answers.map((kind) => WORDS[kind]).join(", ");
}
