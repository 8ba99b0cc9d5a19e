import type { BroughtOver } from "../model/original_notes.ts";
import type {
  Hud,
  LeftAlone,
  ServerOutcome,
  SettingsOutcome,
  TextChange,
  TextOutcome,
  TextOutcomes,
  UnwireReport,
  WireReport,
} from "../model/wiring.ts";
import { plain } from "./ansi.ts";
import { unifiedDiff } from "./diff.ts";

type Done<Report> = Extract<SettingsOutcome<Report>, { kind: "changed" | "unchanged" }>;

/** What else was found of a Node original that was replaced. */
export interface Replaced {
  /** Null: its notes are told elsewhere. */
  readonly notes: BroughtOver | null;
  /** Path of a skill under its earlier name; null: there is none. */
  readonly formerSkill: string | null;
}

/**
 * What an installation did, or would do, in one configuration directory; `replaced` null: no Node
 * original was there.
 */
export function renderInstall(
  settings: Done<WireReport>,
  texts: TextOutcomes,
  server: ServerOutcome,
  dryRun: boolean,
  replaced: Replaced | null = null,
): string {
  const { report } = settings;
  const lines = warnings(report);
  if (settings.kind === "unchanged") lines.push(row("settings", "already wired"));
  else {
    lines.push(row("statusline", sayStatusLine(report)));
    lines.push(...sayHooks(report));
    if (report.replacedOriginal) lines.push(...sayOriginal(replaced));
    lines.push(...sayBackup(settings, dryRun));
  }
  lines.push(...sayTexts(texts), ...sayServer(server));
  return block(settings, texts, lines, dryRun);
}

/** Why the notes of the Node original are still where they were, and how they come over. */
export function explainNotesLeft(cause: string): string {
  return `the pins and the plan of the Node tokenroom are not brought over (${
    plain(cause)
  }); to try ` +
    "again, run tokenroom uninstall and tokenroom install";
}

/** What comes next; `isVoid`: the client skips a file that was wired. */
export function renderInstallEnd(dryRun: boolean, isVoid = false): string {
  if (dryRun) return "Nothing was written.\n";
  if (isVoid) return "NOT WORKING YET: do first what ATTENTION above says.\n";
  return "Running sessions take up statusline and hooks by themselves, new ones the skill and the tools " +
    "too.\n";
}

/** What an uninstallation did, or would do, in one configuration directory. */
export function renderUninstall(
  settings: Done<UnwireReport>,
  texts: TextOutcomes,
  server: ServerOutcome,
  dryRun: boolean,
): string {
  const { report } = settings;
  const lines: string[] = [];
  if (settings.kind === "unchanged") lines.push(row("settings", "nothing of ours in it"));
  else if (settings.restored) {
    lines.push(row("settings", settings.after === null ? "removed, there was none before" : EXACT));
  } else {
    if (report.statusLine === "removed") lines.push(row("statusline", "removed"));
    if (report.statusLine === "restored") lines.push(row("statusline", "yours is back"));
    if (report.hooksRemoved.length > 0) {
      lines.push(row("hooks", `${countEvents(report.hooksRemoved)} removed`));
    }
    lines.push(row("kept", "everything else as it stands now"));
  }
  if (report.statusLine === "left_custom") {
    lines.push(row("statusline", "runs tokenroom in a command of your own; take it out by hand"));
  }
  lines.push(...sayTexts(texts), ...sayServer(server));
  return block(settings, texts, lines, dryRun) + (dryRun ? "Nothing was written.\n" : "");
}

const EXACT = "the former file is back, byte for byte";

function block(
  settings: Done<unknown>,
  { skill, memory }: TextOutcomes,
  lines: readonly string[],
  dryRun: boolean,
): string {
  const diff = [settings, skill, memory].flatMap((each) =>
    dryRun && each.kind === "changed" ? unifiedDiff(plain(each.path), each.before, each.after) : []
  );
  return [plain(settings.path), ...lines, ...diff, ""].join("\n");
}

function sayOriginal(replaced: Replaced | null): string[] {
  const told = replaced?.notes === null || replaced === null ? null : sayNotes(replaced.notes);
  const skill = replaced?.formerSkill ?? null;
  return [
    row("original", "the Node tokenroom is replaced; its files stay as they are"),
    ...told === null ? [] : [row("its notes", told)],
    ...skill === null
      ? []
      : [row("its skill", `${plain(skill)} has its earlier name; delete it, unless it is yours`)],
  ];
}

function sayNotes({ pins, pinsLeft, plan, stepsLeft }: BroughtOver): string | null {
  const came = [
    ...pins > 0 ? [`${count(pins, "pin")} for every project`] : [],
    ...plan === "plan" ? ["its plan (tokenroom resume)"] : [],
  ];
  const left = [
    ...pinsLeft === null ? ["its pins, which are not understood"] : [],
    ...pinsLeft !== null && pinsLeft > 0
      ? [`${count(pinsLeft, "pin")} without room or not understood`]
      : [],
    ...plan === "over" ? ["its plan, which is over"] : [],
    ...plan === "unreadable" ? ["its plan, which is not understood"] : [],
    ...stepsLeft > 0 ? [`${count(stepsLeft, "step")} of its plan`] : [],
  ];
  const parts = [
    ...came.length > 0 ? [`brought over: ${came.join(", ")}`] : [],
    ...left.length > 0 ? [`not brought over: ${left.join(", ")}`] : [],
  ];
  return parts.length === 0 ? null : parts.join("; ");
}

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? "" : "s"}`;
}

const SKILL: Readonly<Record<TextChange, string>> = {
  none: "",
  added: "installed",
  updated: "updated",
  replaced: "replaced",
  cleared: "",
  removed: "removed",
};

const MEMORY: Readonly<Record<TextChange, string>> = {
  none: "",
  added: "one line added (--no-memory leaves it out)",
  updated: "our line is updated",
  replaced: "our line is in, the Node tokenroom's block is out (--no-memory leaves ours out)",
  cleared: "the Node tokenroom's block is taken out",
  removed: "our line is taken out",
};

function sayTexts({ skill, memory }: TextOutcomes): string[] {
  return [...sayText("skill", skill, SKILL), ...sayText("CLAUDE.md", memory, MEMORY)];
}

// What could not be done is told on standard error.
function sayText(
  name: string,
  outcome: TextOutcome,
  words: Readonly<Record<TextChange, string>>,
): string[] {
  if (outcome.kind === "left") {
    const { path, why } = outcome;
    return [row(name, why === "declined" ? WHY_LEFT[why] : `${plain(path)} ${WHY_LEFT[why]}`)];
  }
  if (outcome.kind !== "changed") return [];
  const { after, report, backup } = outcome;
  const back = after === null ? "removed, there was none before" : EXACT;
  return [
    row(name, outcome.restored ? back : words[report]),
    ...(backup === null ? [] : [row("backup", plain(backup))]),
  ];
}

const WHY_LEFT: Readonly<Record<LeftAlone, string>> = {
  edited: "was changed by you and is left alone; without it, install writes ours",
  foreign: "is not ours and is left alone; without it, install writes ours",
  declined: "left out, as you chose (--memory adds one line)",
};

function row(name: string, text: string): string {
  return `  ${name.padEnd(11)} ${text}`;
}

const OWN_SHOWS: Readonly<Record<Hud, string>> = {
  both: "yours stays, with our row beside it (--hud own or tokenroom changes that)",
  own: "yours stays and is the only one shown; ours collects unseen",
  tokenroom: "ours is shown; yours is kept and comes back at uninstall",
};

function sayStatusLine(report: WireReport): string {
  if (report.hasOwnStatusLine) return OWN_SHOWS[report.hud];
  switch (report.statusLine) {
    case "unchanged":
      return "already wired";
    case "left_custom":
      return "runs tokenroom in a command of your own; left as it is";
    case "replaced_unusable":
      return "wired, in place of one that the client cannot run";
    case "updated":
      return "updated";
    case "replaced_original":
      return "wired to this tokenroom";
    case "added":
    case "composed":
      return "wired";
  }
}

function sayHooks({ hooksAdded, hooksUpdated, hooksRemoved }: WireReport): string[] {
  const parts = [
    ...hooksAdded.length > 0 ? [`${countEvents(hooksAdded)} wired${named(hooksAdded)}`] : [],
    ...hooksUpdated.length > 0
      ? [`${countEvents(hooksUpdated)} updated to this tokenroom and your Claude Code`]
      : [],
    ...hooksRemoved.length > 0
      ? [`old entries taken out of ${countEvents(hooksRemoved)}${named(hooksRemoved)}`]
      : [],
  ];
  return parts.length === 0
    ? [row("hooks", "already wired")]
    : parts.map((part, index) => row(index === 0 ? "hooks" : "", part));
}

// Names where they are few enough to be news.
function named(events: readonly string[]): string {
  return events.length > 2 ? "" : ` (${events.map(plain).join(", ")})`;
}

// Where nobody else wrote in between, the copy from then is still what uninstall gives back.
function sayBackup({ backup, before }: Done<WireReport>, dryRun: boolean): string[] {
  if (backup !== null) return [row("backup", plain(backup))];
  return dryRun || before === null
    ? []
    : [row("backup", "none needed: nobody else changed this file since the last install")];
}

function countEvents(events: readonly string[]): string {
  return events.length === 1 ? "1 event" : `${events.length} events`;
}

function warnings(report: WireReport): string[] {
  const lines: string[] = [];
  if (report.skippedFrom !== null) {
    const { line, column } = report.skippedFrom;
    lines.push(
      row("ATTENTION", "NOTHING IN THIS FILE WORKS, your own settings included: Claude Code reads"),
      row("", "strict JSON and skips the whole file for one comment or trailing comma, such as"),
      row("", `the one at line ${line}, column ${column}. What is wired works once they are gone.`),
    );
  }
  if (report.allHooksDisabled) {
    lines.push(row("ATTENTION", "disableAllHooks is set: neither hooks nor statusline will run"));
  }
  return lines;
}

const WHY_BY_HAND = {
  no_client: "there is no claude on the PATH",
  timeout: "claude did not answer in time",
  failed: "claude did not do it",
  unreadable: "the client's own file cannot be read",
} as const;

function sayServer(server: ServerOutcome): string[] {
  switch (server.kind) {
    case "unchanged":
      return [];
    case "registered":
      return [row("MCP server", "registered" + instead(server.replaced))];
    case "removed":
      return [row("MCP server", "taken out")];
    case "foreign":
      return [
        row("MCP server", `somebody else's, left alone: ${plain(server.command)}`),
      ];
    case "planned":
      return server.lines.map((line) => row("MCP server", `would run: ${plain(line)}`));
    case "by_hand":
      return [
        row("MCP server", `${WHY_BY_HAND[server.why]}; run it yourself:`),
        ...server.lines.map((line) => `      ${plain(line)}`),
      ];
  }
}

function instead(replaced: string | null): string {
  return replaced === null ? "" : ` in place of: ${plain(replaced)}`;
}
