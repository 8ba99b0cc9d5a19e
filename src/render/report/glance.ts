import { windowLabel } from "../../model/window.ts";
import { formatPct, formatUsd } from "../format.ts";
import { looksOf, type Report, sayAccount } from "./data.ts";
import { text } from "./html.ts";

/** What a person wants to know first, each in one figure. */
export function renderGlance(report: Report): string {
  const tiles = [
    ...wasteTiles(report),
    [
      String(report.walls.length),
      report.walls.length === 1 ? "turn ended at a limit" : "turns ended at a limit",
    ],
    [
      formatUsd(report.receipts.reduce((sum, { usd }) => sum + usd, 0)),
      "in receipts, at API prices",
    ],
    [
      String(report.compactions.length),
      report.compactions.length === 1 ? "compaction" : "compactions",
    ],
    ...forecastTiles(report),
  ];
  const items = tiles.map(([value = "", name = ""]) =>
    `<div><dt>${text(name)}</dt><dd>${text(value)}</dd></div>`
  );
  return `<dl class="glance">\n${items.join("\n")}\n</dl>`;
}

function wasteTiles({ accounts }: Report): string[][] {
  return accounts.flatMap((account, place) =>
    account.chapters.flatMap(({ sum: { key, ended, unusedPct } }) => {
      if (unusedPct === null) return [];
      const of = ended === 1 ? "of 1" : `of ${ended}`;
      const whose = accounts.length === 1 ? "" : `, ${sayAccount(account, place)}`;
      return [[
        `≤ ${formatPct(unusedPct)}`,
        `${of} ${windowLabel(key)} ${ended === 1 ? "window" : "windows"} expired unused${whose}`,
      ]];
    })
  );
}

function forecastTiles(report: Report): string[][] {
  const looks = looksOf(report).filter(({ verdict }) => verdict !== "silent");
  if (looks.length === 0) return [];
  const right = looks.filter(({ verdict }) => verdict === "right").length;
  return [[`${right} of ${looks.length}`, "forecasts came out right"]];
}
