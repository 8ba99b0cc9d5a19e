import { windowLabel } from "../../model/window.ts";
import { cellWidth } from "../cell_width.ts";
import { formatPct, formatTokens, formatUsd } from "../format.ts";
import { safeText } from "../work_state.ts";
import { wrap } from "../wrap.ts";
import {
  isEmpty,
  looksOf,
  NOTHING_SEEN,
  type Report,
  sayAccount,
  sayEnd,
  sayForecast,
  sayScore,
  saySpan,
  saySum,
  sayTruth,
  sayWhen,
} from "./data.ts";

const BAR = 10;
/** Columns of a row of figures with room for all of it. */
const WIDTH = 80;
/** Columns by which the rest of a row stands in. */
const HANG = 4;

/** The report as plain text, within 80 columns or as many as there are. */
export function renderReportText(report: Report, columns: number = WIDTH): string {
  const width = Math.min(WIDTH, columns);
  return reportLines(report, width).flatMap((line) => broken(line.trimEnd(), width))
    .map((line) => `${line}\n`).join("");
}

function broken(line: string, width: number): string[] {
  if (cellWidth(line) <= width) return [line];
  const indent = " ".repeat(line.search(/\S/));
  const text = line.trimStart();
  const [first = ""] = wrap(text, width - indent.length);
  const rest = wrap(text.slice(first.length).trimStart(), width - HANG);
  return [indent + first.trimEnd(), ...rest.map((each) => " ".repeat(HANG) + each.trimEnd())];
}

function reportLines(report: Report, width: number): string[] {
  const when = (at: number) => sayWhen(at, report);
  const lines = [saySpan(report)];
  if (isEmpty(report)) {
    return [...lines, "", ...wrap(NOTHING_SEEN, width)];
  }
  for (const [index, account] of report.accounts.entries()) {
    if (report.accounts.length > 1) lines.push("", safeText(sayAccount(account, index)));
    for (const { sum, runs } of account.chapters) {
      lines.push("", `${windowLabel(sum.key).toUpperCase()} WINDOWS`, ...wrap(saySum(sum), width));
      lines.push(...runs.map((run) => {
        const reset = run.resetAt === null ? "no reset known" : `to ${when(run.resetAt)}`;
        const end = sayEnd(run, report);
        return `  ${reset.padEnd(16)}  ${bar(run.leftPct)} ${
          formatPct(run.leftPct).padStart(4)
        } left  ${end}`;
      }));
    }
  }
  if (report.accounts.length === 0) lines.push("", "No figures are known for this time.");
  lines.push("", "RECEIPTS BY KIND OF ACTION", ...receiptLines(report));
  lines.push("", "COMPACTIONS", ...compactionLines(report, when));
  lines.push("", "WALLS", ...wallLines(report, when));
  lines.push("", "FORECAST AGAINST TRUTH", ...forecastLines(report, width, when));
  return lines;
}

function bar(pct: number): string {
  const filled = Math.round(pct / 100 * BAR);
  return `${"█".repeat(filled)}${"░".repeat(BAR - filled)}`;
}

function receiptLines({ receipts }: Report): string[] {
  if (receipts.length === 0) return ["No action cost enough for a receipt."];
  return receipts.map(({ action, count, points, usd }) =>
    `  ${safeText(action).slice(0, 36).padEnd(36)}  ${String(count).padStart(4)} ×  ${
      formatUsd(usd).padStart(9)
    }  ≈${Math.round(points)} points`
  );
}

type When = (at: number) => string;

function compactionLines({ compactions }: Report, when: When): string[] {
  if (compactions.length === 0) return ["None."];
  return compactions.map(({ at, trigger, beforeTokens, afterTokens }) => {
    const size = [beforeTokens, afterTokens].map((tokens) =>
      tokens === null ? "?" : formatTokens(tokens)
    );
    return `  ${when(at).padEnd(14)}  ${(trigger ?? "not told").padEnd(8)}  ${
      size.join(" → ")
    } tokens`;
  });
}

function wallLines({ walls }: Report, when: When): string[] {
  if (walls.length === 0) return ["No turn ended at a limit."];
  return walls.map(({ at, key, resetAt }) =>
    `  ${when(at).padEnd(14)}  ${key === null ? "a limit" : windowLabel(key)}${
      resetAt === null ? "" : `, reset ${when(resetAt)}`
    }`
  );
}

function forecastLines(report: Report, width: number, when: When): string[] {
  const looks = looksOf(report);
  const { zone } = report;
  return [
    ...wrap(sayScore(looks), width),
    ...looks.filter(({ verdict }) => verdict !== "silent").map((look) =>
      `  ${when(look.at).padEnd(14)}  ${windowLabel(look.key).padEnd(5)} ${
        sayForecast(look, zone).padEnd(25)
      } ${sayTruth(look, zone).padEnd(12)} ${look.verdict}`
    ),
  ];
}
