import { windowLabel } from "../../model/window.ts";
import { formatPct } from "../format.ts";
import { type Report, sayAccount, sayWhen, sayWindows } from "./data.ts";
import { table } from "./html.ts";

/** Turns that a limit ended, and what expired where none did. */
export function renderWalls(report: Report): string {
  const { walls } = report;
  const hit = walls.length === 0 ? "<p>No turn ended at a limit.</p>" : table(
    "Turns that ended at a limit",
    ["When", "Window", "Its reset"],
    walls.map(({ at, key, resetAt }) => [
      sayWhen(at, report),
      key === null ? "not told" : windowLabel(key),
      resetAt === null ? "not known" : sayWhen(resetAt, report),
    ]),
  );
  return `${hit}\n${renderWaste(report)}`;
}

function renderWaste({ accounts }: Report): string {
  const rows = accounts.flatMap((account, place) =>
    account.chapters.flatMap(({ sum }) => {
      if (sum.unusedPct === null) return [];
      const whose = accounts.length === 1 ? "" : ` (${sayAccount(account, place)})`;
      return [[
        `${windowLabel(sum.key)}${whose}`,
        String(sum.ended),
        String(sum.emptied),
        formatPct(sum.unusedPct),
        sayWindows(sum.unusedWindows),
      ]];
    })
  );
  if (rows.length === 0) return "<p>No window ended, so none expired unused.</p>";
  return table(
    "What expired unused, at most: use after the last figure is not seen",
    ["Window", "Ended", "Ran empty", "Unused on average", "In all"],
    rows,
    [1, 2, 3, 4],
  );
}
