import type {
  Hud,
  ServerOutcome,
  SettingsOutcome,
  UnwireReport,
  WireReport,
} from "../model/wiring.ts";
import { plain } from "./ansi.ts";
import { unifiedDiff } from "./diff.ts";

type Done<Report> = Extract<SettingsOutcome<Report>, { kind: "changed" | "unchanged" }>;

/** What an installation did, or would do, in one configuration directory. */
export function renderInstall(
  settings: Done<WireReport>,
  server: ServerOutcome,
  dryRun: boolean,
): string {
  const { report } = settings;
  const lines: string[] = [];
  if (settings.kind === "unchanged") lines.push(row("settings", "already wired"));
  else {
    lines.push(row("statusline", sayStatusLine(report)));
    lines.push(...sayHooks(report));
    if (report.replacedOriginal) lines.push(row("original", "the Node tokenroom is replaced"));
    if (settings.backup !== null) lines.push(row("backup", plain(settings.backup)));
  }
  lines.push(...sayServer(server), ...warnings(report));
  return block(settings, lines, dryRun);
}

/** The next step. */
export function renderInstallEnd(dryRun: boolean): string {
  return dryRun
    ? "Nothing was written.\n"
    : "Running sessions take it up by themselves. To check: tokenroom doctor\n";
}

/** What an uninstallation did, or would do, in one configuration directory. */
export function renderUninstall(
  settings: Done<UnwireReport>,
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
  lines.push(...sayServer(server));
  return block(settings, lines, dryRun) + (dryRun ? "Nothing was written.\n" : "");
}

const EXACT = "the former file is back, byte for byte";

function block(settings: Done<unknown>, lines: readonly string[], dryRun: boolean): string {
  const diff = dryRun ? unifiedDiff(plain(settings.path), settings.before, settings.after) : [];
  return [plain(settings.path), ...lines, ...diff, ""].join("\n");
}

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
