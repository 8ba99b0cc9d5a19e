import type { Finding } from "../decide/finding.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import { paint, plain } from "./ansi.ts";
import { sayFinding } from "./finding.ts";
import { hang } from "./wrap.ts";

/** What one group of commands may do, as the runtime reports it. */
export interface PermissionRow {
  readonly commands: string;
  readonly writes: readonly string[];
  readonly runs: readonly string[];
  readonly network: boolean;
}

/** How the report is drawn. */
export interface DoctorStyle {
  readonly colour: boolean;
  readonly zone: Zone;
  /** The person's home, written as `~`; null when not known. */
  readonly home: string | null;
  /** Columns of a line; null: as long as it is, for whoever searches in it. */
  readonly width: number | null;
}

const MARKS = { ok: "ok     ", note: "note   ", problem: "PROBLEM" } as const;
const COLOURS = { ok: "dim", note: "yellow", problem: "red" } as const;

/** The report: each finding with its remedy, then what each command may do. */
export function renderDoctor(
  findings: readonly Finding[],
  permissions: readonly PermissionRow[],
  now: EpochSec,
  style: DoctorStyle,
): string {
  const said = findings.map((finding) => sayFinding(finding, now, style.zone));
  const lines = findings.flatMap(({ level }, index) => {
    const { what, remedy } = said[index] ?? { what: "", remedy: null };
    const mark = paint(MARKS[level], COLOURS[level], style.colour);
    // Of findings in a row that one remedy mends, the last one tells it.
    const isTold = remedy !== null && said[index + 1]?.remedy !== remedy;
    // A command is pasted into a shell, which reads a `~` in quotes as itself.
    const told = remedy?.startsWith("run: ") ? remedy : shorten(remedy ?? "", style.home);
    return [
      ...hang(`${mark}  `, MARKS.ok.length + 2, shorten(what, style.home), style.width),
      ...(isTold ? hang("         → ", 11, told, style.width) : []),
    ];
  });
  const problems = findings.filter((finding) => finding.level === "problem").length;
  const rows = permissions.flatMap((row) => [
    ...hang("  ", 2, row.commands, style.width),
    ...hang("    ", 4, sayRow(row, style), style.width),
  ]);
  return [
    ...lines,
    "",
    ...hang("", 2, "What each command may do, as the runtime reports it", style.width),
    ...rows,
    "",
    closing(problems),
    "",
  ].join("\n");
}

/** A text with the person's home as `~`. */
export function shorten(text: string, home: string | null): string {
  return home === null || home === "/" ? text : text.replaceAll(`${home}/`, "~/");
}

function sayRow({ writes, runs, network }: PermissionRow, { home }: DoctorStyle): string {
  const paths = withoutReplacements(writes).map((path) => plain(underHome(path, home)));
  const starts = runs.length === 0 ? "nothing" : runs.join(", ");
  return `write ${paths.join(", ") || "nothing"}; start ${starts}; network ${
    network ? "ALLOWED" : "denied"
  }`;
}

// A file is replaced by way of another one beside it; that one goes without saying.
function withoutReplacements(paths: readonly string[]): string[] {
  const isReplacement = (path: string) => paths.some((other) => path === `${other}.tokenroom-new`);
  return paths.filter((path) => !isReplacement(path));
}

function underHome(path: string, home: string | null): string {
  if (home === null || home === "/") return path;
  return path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

function closing(problems: number): string {
  if (problems === 0) return "Nothing needs you.";
  return problems === 1 ? "1 problem needs you." : `${problems} problems need you.`;
}
