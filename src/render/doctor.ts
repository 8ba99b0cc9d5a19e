import type { Finding } from "../decide/diagnosis.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import { paint, plain } from "./ansi.ts";
import { explainProblem } from "./wiring_problem.ts";
import { formatDuration, formatInstant } from "./format.ts";

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
  const lines = findings.flatMap((finding) => {
    const { what, remedy } = sayFinding(finding, now, style.zone);
    const mark = paint(MARKS[finding.level], COLOURS[finding.level], style.colour);
    return [`${mark}  ${what}`, ...(remedy === null ? [] : [`         → ${remedy}`])];
  });
  const problems = findings.filter((finding) => finding.level === "problem").length;
  lines.push("", "What each command may do, as the runtime reports it:");
  for (const row of permissions) {
    lines.push(
      `  ${row.commands}`,
      `    writes   ${row.writes.map(plain).join("\n             ")}`,
      `    starts   ${row.runs.length === 0 ? "nothing" : row.runs.join(", ")}`,
      `    network  ${row.network ? "ALLOWED" : "denied"}`,
    );
  }
  lines.push("", closing(problems), "");
  return lines.join("\n");
}

function closing(problems: number): string {
  if (problems === 0) return "Nothing needs you.";
  return problems === 1 ? "1 problem needs you." : `${problems} problems need you.`;
}

/** A finding in words: what is, and what to do about it (null where nothing). */
export function sayFinding(
  finding: Finding,
  now: EpochSec,
  zone: Zone,
): { what: string; remedy: string | null } {
  const INSTALL = "run: tokenroom install";
  switch (finding.kind) {
    case "wired":
      return say(`${plain(finding.dir)} is wired: statusline, hooks`);
    case "not-wired":
      return say(`${plain(finding.dir)} is not wired`, INSTALL);
    case "wiped":
      return say(
        `${plain(finding.dir)} was wired at ${
          formatInstant(finding.installedAt, now, zone)
        } and is not any more: something rewrote settings.json (the client itself has been seen doing so)`,
        `${INSTALL} (the former file is in the backups folder of the state directory)`,
      );
    case "half-wired":
      return say(`${plain(finding.dir)} lacks ${finding.missing.join(", ")}`, INSTALL);
    case "doubled":
      return say(`${plain(finding.dir)} has ${finding.events.join(", ")} wired twice`, INSTALL);
    case "other-path":
      return say(
        `${plain(finding.dir)} calls another executable: ${
          plain(finding.path)
        } (gone, moved, or an older installation)`,
        `${INSTALL} makes it call this one`,
      );
    case "foreign-statusline":
      return say(
        `${plain(finding.dir)} has a statusline that is not ours, so no figures arrive`,
        `${INSTALL} (keeps that statusline and composes with it; see --hud)`,
      );
    case "foreign-hook":
      return say(
        `another hook answers ${finding.event}: ${
          shorten(plain(finding.command))
        } (the client does not say whose hook failed, so its errors may look like ours)`,
      );
    case "original":
      return say(`${plain(finding.dir)} still calls the Node original`, `${INSTALL} replaces it`);
    case "hooks-disabled":
      return say(
        `${plain(finding.dir)} has disableAllHooks set: no stamp, and no statusline either`,
        "remove disableAllHooks from settings.json",
      );
    case "refused": {
      const path = `${finding.dir}/settings.json`;
      const outcome = { kind: "refused", path, refusal: finding.refusal } as const;
      return say(explainProblem(outcome, "install"));
    }
    case "skipped-by-client":
      return say(
        `${
          plain(finding.dir)
        }/settings.json has a comment or a trailing comma at line ${finding.from.line}, column ${finding.from.column}: the client skips the whole file`,
        "remove it; the client reads plain JSON only",
      );
    case "unreadable":
      return say(
        `${plain(finding.dir)}/settings.json cannot be read`,
        "make it readable for you, or run install.sh again if it has moved",
      );
    case "server-absent":
      return say(
        "the MCP server is not registered: the agent cannot ask",
        'run: claude mcp add --scope user tokenroom -- "$(command -v tokenroom)" mcp',
      );
    case "server-elsewhere":
      return say("the MCP server is registered with another command", INSTALL);
    case "no-config":
      return say("the seal names no configuration directory of a client", "run install.sh again");
    case "store-open":
      return say("the store opens");
    case "store-replaced":
      return say(
        `the store was damaged and a new one was started at ${
          formatInstant(finding.at, now, zone)
        }`,
        "the damaged file lies beside it as tokenroom.db.corrupt-…; delete it when you do not need it",
      );
    case "store-newer":
      return say(plain(finding.why), "run the newer tokenroom, or move tokenroom.db away");
    case "store-unreadable":
      return say(
        `the store cannot be opened (${plain(finding.why)})`,
        "check owner and free space of the state directory",
      );
    case "never-reported":
      return say(
        "no session has reported yet",
        "start claude and send a prompt; a running session needs to render once",
      );
    case "figures-fresh":
      return say(`figures are ${formatDuration(finding.ageSec)} old`);
    case "figures-old":
      return say(
        `the newest figures are ${
          formatDuration(finding.ageSec)
        } old, so stamps leave the quota out`,
        "the next reply of any session renews them",
      );
    case "no-windows":
      return say(
        "the last session has no rate-limit windows: with an API key there are none, else they come with the first reply",
      );
    case "stray-state-dir":
      return say(
        `TOKENROOM_DIR names ${
          plain(finding.dir)
        }, which the seal does not allow; the sealed directory is used`,
        "unset it, or run install.sh --state-dir with that directory",
      );
    case "silenced":
      return say("TOKENROOM_DISABLE=1 is set here: nothing is told to the agent");
    case "faults":
      return say(
        `${
          finding.count === 1 ? "1 fault" : `${finding.count} faults`
        } in the last day, the last: ${shorten(plain(finding.last))}`,
        "if it stays, report it with faults.jsonl from the state directory",
      );
  }
}

function say(what: string, remedy: string | null = null): { what: string; remedy: string | null } {
  return { what, remedy };
}

function shorten(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 99)}…`;
}
