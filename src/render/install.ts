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

// The format of its notes is its own affair: what is guessed wrong would be given back as verbatim.
const ORIGINAL =
  "the Node tokenroom is replaced; its files stay as they are, and its pins and plan are\n" +
  "              not brought over: tokenroom pin TEXT pins anew";

type Done<Report> = Extract<SettingsOutcome<Report>, { kind: "changed" | "unchanged" }>;

/** What an installation did, or would do, in one configuration directory. */
export function renderInstall(
  settings: Done<WireReport>,
  texts: TextOutcomes,
  server: ServerOutcome,
  dryRun: boolean,
): string {
  const { report } = settings;
  const lines: string[] = [];
  if (settings.kind === "unchanged") lines.push(row("settings", "already wired"));
  else {
    lines.push(row("statusline", sayStatusLine(report)));
    lines.push(...sayHooks(report));
    if (report.replacedOriginal) lines.push(row("original", ORIGINAL));
    if (settings.backup !== null) lines.push(row("backup", plain(settings.backup)));
  }
  lines.push(...sayTexts(texts), ...sayServer(server), ...warnings(report));
  return block(settings, texts, lines, dryRun);
}

/** The next step. */
export function renderInstallEnd(dryRun: boolean): string {
  return dryRun
    ? "Nothing was written.\n"
    : "Running sessions take up statusline and hooks by themselves, new ones the skill and the tools " +
      "too.\nTo check: tokenroom doctor\n";
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

const SKILL: Readonly<Record<TextChange, string>> = {
  none: "",
  added: "installed",
  updated: "updated",
  replaced: "replaced",
  removed: "removed",
};

const MEMORY: Readonly<Record<TextChange, string>> = {
  none: "",
  added: "one line added (--no-memory leaves it out)",
  updated: "our line is updated",
  replaced: "our line is updated",
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
  both: "yours stays, with our row above it (--hud own or tokenroom changes that)",
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
    case "replaced_original":
      return "wired to this tokenroom";
    case "added":
    case "composed":
      return "wired";
  }
}

function sayHooks(report: WireReport): string[] {
  const lines: string[] = [];
  const say = (events: readonly string[], what: string) => {
    if (events.length > 0) lines.push(row("hooks", `${countEvents(events)} ${what}`));
  };
  say(report.hooksAdded, "wired");
  say(report.hooksUpdated, "wired to this tokenroom");
  say(report.hooksRemoved, "freed of entries that are not needed");
  return lines.length > 0 ? lines : [row("hooks", "already wired")];
}

function countEvents(events: readonly string[]): string {
  return events.length === 1 ? "1 event" : `${events.length} events`;
}

function warnings(report: WireReport): string[] {
  const lines: string[] = [];
  if (report.skippedFrom !== null) {
    const { line, column } = report.skippedFrom;
    lines.push(
      row("ATTENTION", `Claude Code skips this whole file: it reads no comments and no trailing`),
      row(
        "",
        `commas (line ${line}, column ${column}). Take them out, or nothing in it has effect.`,
      ),
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
