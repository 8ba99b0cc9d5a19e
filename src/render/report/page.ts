import { windowLabel } from "../../model/window.ts";
import { formatTokens, formatUsd } from "../format.ts";
import { type Bar, renderBars } from "./bars.ts";
import { renderBurnDown } from "./burn_down.ts";
import {
  isEmpty,
  looksOf,
  NOTHING_SEEN,
  type Report,
  sayAccount,
  sayForecast,
  sayScore,
  saySpan,
  sayTruth,
  sayWhen,
} from "./data.ts";
import { renderGlance } from "./glance.ts";
import { legend, tableBehind, text } from "./html.ts";
import { STYLE } from "./style.ts";
import { renderWalls } from "./walls.ts";

// The page may load nothing at all, and the browser holds it to that.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const CHAPTERS = [
  ["windows", "Windows"],
  ["receipts", "Receipts by kind of action"],
  ["compactions", "Compactions"],
  ["walls", "Walls and waste"],
  ["forecast", "Forecast against truth"],
] as const;

/** The report as one page that loads nothing. */
export function renderReportPage(report: Report): string {
  const span = saySpan(report);
  const bodies: Readonly<Record<string, string>> = {
    windows: renderWindows(report),
    receipts: renderReceipts(report),
    compactions: renderCompactions(report),
    walls: renderWalls(report),
    forecast: renderForecasts(report),
  };
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>tokenroom report: ${text(span)}</title>`,
    `<style>${STYLE}</style></head><body>`,
    '<a class="skip" href="#main">To the report</a>',
    "<header><h1>How the windows were spent</h1>",
    `<p>${text(span)}</p>`,
    ...isEmpty(report) ? [] : [renderGlance(report), renderContents()],
    "</header>",
    '<main id="main" tabindex="-1">',
    ...isEmpty(report)
      ? [`<p>${text(NOTHING_SEEN)}</p>`]
      : CHAPTERS.map(([id, name]) =>
        `<section aria-labelledby="${id}"><h2 id="${id}">${text(name)}</h2>\n${
          bodies[id]
        }\n</section>`
      ),
    "</main>",
    "<footer><p>Made by tokenroom on this machine from what the client told it. Use of the same " +
    "account elsewhere shows in the figures of the windows and nowhere else.</p></footer>",
    "</body></html>",
    "",
  ].join("\n");
}

function renderContents(): string {
  const items = CHAPTERS.map(([id, name]) => `<li><a href="#${id}">${text(name)}</a></li>`);
  return `<nav aria-label="Chapters"><ul>\n${items.join("\n")}\n</ul></nav>`;
}

function renderWindows(report: Report): string {
  const { accounts } = report;
  if (accounts.length === 0) return "<p>No figures are known for this time.</p>";
  return accounts.map((account, place) =>
    [
      ...accounts.length === 1
        ? []
        : [`<p><strong>${text(sayAccount(account, place))}</strong></p>`],
      ...account.chapters.map((chapter, index) =>
        renderBurnDown(`w${place}-${index}`, chapter, report)
      ),
    ].join("\n")
  ).join("\n");
}

function renderReceipts({ receipts }: Report): string {
  if (receipts.length === 0) return "<p>No action cost enough for a receipt.</p>";
  const [dearest] = receipts;
  const usd = receipts.reduce((sum, each) => sum + each.usd, 0);
  const sentence = `${formatUsd(usd)} at API prices in all; most for ${dearest?.action}.`;
  const values = receipts.map((each) => [
    each.action,
    String(each.count),
    formatUsd(each.usd),
    `≈${Math.round(each.points)}`,
  ]);
  return [
    `<p>${text(sentence)}</p>`,
    renderBars(
      "receipts-chart",
      "Receipts by kind of action, in dollars",
      sentence,
      receipts.map(({ action, count, usd }) => ({
        label: action,
        value: `${formatUsd(usd)} in ${count === 1 ? "1 receipt" : `${count} receipts`}`,
        parts: [{ amount: usd, tone: "mark" }],
      })),
    ),
    tableBehind("Receipts", ["Action", "Receipts", "Cost", "Points of the window"], values, [
      1,
      2,
      3,
    ]),
  ].join("\n");
}

function renderCompactions(report: Report): string {
  const { compactions } = report;
  if (compactions.length === 0) return "<p>None.</p>";
  const size = (tokens: number | null) => tokens === null ? "not told" : formatTokens(tokens);
  const sentence = compactions.length === 1
    ? "1 compaction."
    : `${compactions.length} compactions.`;
  return [
    `<p>${sentence}</p>`,
    renderBars(
      "compactions-chart",
      "Compactions: tokens of context kept and dropped",
      `${sentence} Each bar is the context before it.`,
      compactions.map(({ at, trigger, beforeTokens, afterTokens }) => ({
        label: `${sayWhen(at, report)} ${trigger ?? ""}`,
        value: `${size(beforeTokens)} → ${size(afterTokens)}`,
        parts: partsOf(beforeTokens, afterTokens),
      })),
    ),
    legend([["mark", "kept"], ["pale", "dropped"], ["quiet", "not told"]]),
    tableBehind(
      "Compactions",
      ["When", "Cause", "Tokens before", "Tokens after"],
      compactions.map(({ at, trigger, beforeTokens, afterTokens }) => [
        sayWhen(at, report),
        trigger ?? "not told",
        size(beforeTokens),
        size(afterTokens),
      ]),
      [2, 3],
    ),
  ].join("\n");
}

function partsOf(before: number | null, after: number | null): Bar["parts"] {
  if (before === null || after === null) return [{ amount: before ?? after ?? 0, tone: "quiet" }];
  return [{ amount: after, tone: "mark" }, { amount: Math.max(0, before - after), tone: "pale" }];
}

function renderForecasts(report: Report): string {
  const { zone } = report;
  const looks = looksOf(report);
  const sentence = sayScore(looks);
  if (looks.length === 0) return `<p>${text(sentence)}</p>`;
  const count = (verdict: string) => looks.filter((look) => look.verdict === verdict).length;
  const bar = (verdict: string, tone: string) => ({
    label: verdict,
    value: String(count(verdict)),
    parts: [{ amount: count(verdict), tone }],
  });
  return [
    `<p>${text(sentence)}</p>`,
    renderBars("forecast-chart", "Forecasts by how they came out", sentence, [
      bar("right", "mark"),
      bar("wrong", "alarm"),
      bar("silent", "quiet"),
    ]),
    tableBehind(
      "Forecasts",
      ["Looked at", "Window", "Forecast", "What came", "Verdict"],
      looks.map((look) => [
        sayWhen(look.at, report),
        windowLabel(look.key),
        sayForecast(look, zone),
        sayTruth(look, zone),
        look.verdict,
      ]),
    ),
  ].join("\n");
}
