import type { AccountHint } from "../decide/account_hints.ts";
import type { SwitchRow, SwitchVerdict } from "../decide/launch.ts";
import type { Account } from "../model/account.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import { hasReset, type Window, windowLabel, windowLengthSec } from "../model/window.ts";
import { plain } from "./ansi.ts";
import { cellWidth } from "./cell_width.ts";
import { formatDuration, formatInstant, formatPct } from "./format.ts";
import { wrap } from "./wrap.ts";

/** One account, as it is listed. */
export interface Listed {
  readonly key: string;
  readonly name: string | null;
  readonly account: Account;
  readonly launchDir: string;
  readonly windows: readonly Window[];
}

/** Where and when a list is shown. */
export interface Shown {
  readonly now: EpochSec;
  readonly zone: Zone;
  readonly home?: string | undefined;
  /** Columns of a line. */
  readonly columns: number;
}

/** Every account, the current one marked, and which of them may be one. */
export function renderAccounts(
  accounts: readonly Listed[],
  hints: readonly AccountHint[],
  current: string | null,
  shown: Shown,
): string {
  if (accounts.length === 0) {
    return "No account has shown its figures yet: start claude and send a prompt.\n";
  }
  const rows = accounts.map(({ key, name, account, windows }) => [
    key === current ? "*" : " ",
    name === null ? key : `${plain(name)} (${key})`,
    renderWindows(windows, shown),
    `seen ${formatDuration(Math.max(0, shown.now - account.seenAt))} ago`,
  ]);
  const places = accounts.map(({ launchDir }) => shorten(launchDir, shown.home));
  const names = new Map(accounts.map(({ key, name }) => [key, name ?? key]));
  const told = hints.map((hint) => renderHint(hint, names));
  const unnamed = accounts.find(({ name }) => name === null);
  if (accounts.length > 1 && unnamed !== undefined) {
    told.push(
      `name it, and it counts as a place to go on: tokenroom account label NAME ${unnamed.key}`,
    );
  }
  const listed = besideOrBelow(table(rows), places, shown.columns);
  return `${[...listed, ...told.flatMap((text) => fold(text, shown.columns))].join("\n")}\n`;
}

// A command stands whole on a line of its own where the sentence is too long for one: it is copied.
function fold(text: string, columns: number): string[] {
  if (cellWidth(text) <= columns) return [text];
  const at = text.indexOf(COMMAND);
  if (at < 0) return wrap(text, columns);
  return [...wrap(text.slice(0, at + 1), columns), `  ${text.slice(at + 2).replace(/\.$/, "")}`];
}

const COMMAND = ": tokenroom ";

// Directories end the rows where they fit; else each stands below its own.
function besideOrBelow(rows: readonly string[], ends: readonly string[], columns: number) {
  const width = Math.max(...rows.map(cellWidth));
  const beside = rows.map((row, index) =>
    `${row}${" ".repeat(width - cellWidth(row))}  ${ends[index]}`
  );
  if (beside.every((row) => cellWidth(row) <= columns)) return beside;
  return rows.flatMap((row, index) => [row, `   ${ends[index]}`]);
}

/** One account as JSON. */
export function encodeAccount(
  { key, name, account, launchDir, windows }: Listed,
  isCurrent: boolean,
  now: EpochSec,
): Record<string, unknown> {
  return {
    key,
    name,
    current: isCurrent,
    config_dir: launchDir,
    first_seen_at: account.firstSeenAt,
    seen_at: account.seenAt,
    windows: windows.map((window) => ({
      key: window.key,
      left_pct: hasReset(window, now) ? null : window.headroomPct,
      resets_at: window.resetAt,
      observed_at: window.observedAt,
    })),
  };
}

/** An account has a name now; it had the listed one. */
export function renderNamed(account: Listed, name: string, shown: Shown): string {
  const before = account.name === null || account.name === name
    ? ""
    : `; it was ${plain(account.name)}`;
  return `${account.key} is ${plain(name)} from now on${before}\n` +
    `   ${renderWindows(account.windows, shown)}  ${shorten(account.launchDir, shown.home)}\n`;
}

/** How to seal an executable that serves one directory more. */
export function renderReseal(dir: string, sealed: readonly string[]): string {
  const options = [...sealed, dir].map((each) => `--config-dir ${quoteWord(each)}`).join(" ");
  return "tokenroom is not sealed to that directory, so sessions under it would not be seen.\n" +
    `Seal it again: ./install.sh ${options}\n`;
}

/** The table that a switch is decided by, and what it comes down to. */
export function renderSwitch(
  rows: readonly SwitchRow[],
  verdict: SwitchVerdict,
  shown: Shown,
): string {
  if (rows.length === 0) {
    return "No account has shown its figures yet: start claude and send a prompt.\n";
  }
  const cells = rows.map((row) => [
    row.isCurrent ? "*" : " ",
    nameOf(row),
    renderWindows(row.candidate.windows, shown),
    FRESHNESS[row.freshness],
    row.isCurrent ? "in use" : row.shadowedBy === null ? "" : "by /login",
  ]);
  const isReached = (row: SwitchRow) => !row.isCurrent && row.shadowedBy === null;
  const ways = rows.some(isReached) && verdict.kind !== "switch"
    ? ["tokenroom run --profile NAME starts claude on another one."]
    : [];
  const text = [renderVerdict(verdict), ...ways].flatMap((line) => fold(line, shown.columns));
  return `${[...table(cells), "", ...text].join("\n")}\n`;
}

/** What a switch comes down to, in one sentence. */
export function renderVerdict(verdict: SwitchVerdict): string {
  switch (verdict.kind) {
    case "stay":
      return "Stay: the account in use has room.";
    case "switch":
      return `Finish the unit at full speed, then switch to ${nameOf(verdict.to)}: ${
        wayTo(verdict.to)
      }.`;
    case "defer":
      return "Put off what does not fit: no account is known to have room.";
    case "unknown":
      return "Which account is in use is not known; it is with the next reply of a session.";
  }
}

/** What `run` starts. */
export function renderLaunch(
  row: SwitchRow | null,
  dir: string | null,
  args: readonly string[],
): string {
  const command = ["claude", ...args.map(quoteWord)].join(" ");
  const who = row === null ? "no account is known" : nameOf(row);
  const environment = dir === null
    ? ""
    : dir === ""
    ? "CLAUDE_CONFIG_DIR= "
    : `CLAUDE_CONFIG_DIR=${quoteWord(dir)} `;
  return `${who}: ${environment}${command}`;
}

/** A directory is logged in to another account than the one that is wanted. */
export function renderShadowed(row: SwitchRow): string {
  const { candidate, shadowedBy } = row;
  const last = shadowedBy === null ? "" : plain(shadowedBy.name ?? shadowedBy.key);
  return `${plain(candidate.launchDir)} was last logged in to ${last}: /login there, or give ${
    nameOf(row)
  } a directory of its own (tokenroom account config-dir)`;
}

const FRESHNESS = { fresh: "room", thin: "thin", unknown: "not known" } as const;

function nameOf({ candidate }: SwitchRow): string {
  return plain(candidate.name ?? candidate.key);
}

function wayTo(row: SwitchRow): string {
  const { candidate, shadowedBy } = row;
  return shadowedBy === null
    ? `tokenroom run --profile ${quoteWord(candidate.name ?? candidate.key)}`
    : "/login in the session";
}

function renderWindows(windows: readonly Window[], { now, zone }: Shown): string {
  if (windows.length === 0) return "no figures";
  return windows.map((window) => {
    const label = windowLabel(window.key);
    if (hasReset(window, now)) {
      return windowLengthSec(window.key) === null ? `${label} over` : `${label} refilled`;
    }
    const reset = window.resetAt === null ? "" : ` ↻${formatInstant(window.resetAt, now, zone)}`;
    return `${label} ${formatPct(window.headroomPct)}${reset}`;
  }).join(" · ");
}

function renderHint(
  { kind, account, into }: AccountHint,
  names: ReadonlyMap<string, string>,
): string {
  const [one, other] = [account, into].map(({ key }) => plain(names.get(key) ?? key));
  const why = {
    "same-login": "the client says that both directories have one login",
    "same-week": "their weeks end at the same instant",
    "next-week": "the one was first seen when the other's week had ended",
    "early-reset": "the one took the other's place within its week, as when limits are reset early",
  }[kind];
  return `${one} and ${other} may be one account: ${why}; if so: tokenroom account fold ${
    quoteWord(one ?? "")
  } ${quoteWord(other ?? "")}`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => cellWidth(row[column] ?? "")))) ??
      [];
  return rows.map((row) =>
    row.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - cellWidth(cell)))
      .join("  ").trimEnd()
  );
}

function shorten(path: string, home: string | undefined): string {
  return plain(
    home !== undefined && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path,
  );
}

function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${plain(word).replaceAll("'", "'\\''")}'`;
}
