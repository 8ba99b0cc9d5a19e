import { lookAtRuns } from "../decide/forecast_truth.ts";
import { splitRuns, sumReceipts, sumRuns } from "../decide/look_back.ts";
import { OUTLOOK_LENGTHS } from "../decide/thresholds.ts";
import { terminalColumns } from "../io/columns.ts";
import type { Command, Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { ensureDir, replaceFile } from "../io/state_file.ts";
import { readAllAccounts } from "../io/store/account_records.ts";
import type { Store } from "../io/store/database.ts";
import { readFlowPoints } from "../io/store/flows.ts";
import { readHistory } from "../io/store/history.ts";
import { readAllCompactions, readJournal } from "../io/store/journal.ts";
import { readProfileOf } from "../io/store/profiles.ts";
import type { AccountKey } from "../model/account.ts";
import { DAY, type EpochSec } from "../model/units.ts";
import { decodeWall } from "../model/wall.ts";
import { windowLengthSec } from "../model/window.ts";
import { UsageError } from "../render/failure.ts";
import { renderJson } from "../render/json.ts";
import type { Report, WindowChapter } from "../render/report/data.ts";
import { encodeReport } from "../render/report/json.ts";
import { renderReportPage } from "../render/report/page.ts";
import { renderReportText } from "../render/report/text.ts";
import { parseArguments } from "./arguments.ts";
import { openForPerson } from "./newest.ts";
import { sinceOf } from "./since.ts";

const DEFAULT_SPAN_SEC = 7 * DAY;
/** Columns that a text takes where a terminal has fewer. */
const LEAST_COLUMNS = 40;

/** Looks back on how the windows were spent, as text or as one page without network. */
export const run: Command = (args, host) => {
  const options = parseArguments("report", args);
  if (options.has("json") && (options.has("html") || options.has("save"))) {
    throw new UsageError("--json is no page: leave --html and --save out, or --json");
  }
  const since = sinceOf(options, host) ?? host.now() - DEFAULT_SPAN_SEC;
  const report = readReport(openForPerson(host), since, host);
  if (options.has("json")) {
    host.writeOut(renderJson(encodeReport(report)));
    return 0;
  }
  if (!options.has("html") && !options.has("save")) {
    const columns = host.isTerminal("out") ? terminalColumns() : null;
    host.writeOut(renderReportText(report, Math.max(LEAST_COLUMNS, columns ?? Infinity)));
    return 0;
  }
  const page = renderReportPage(report);
  // A page on a screen of text helps nobody.
  if (options.has("save") || host.isTerminal("out")) host.writeOut(`${save(page, host)}\n`);
  else host.writeOut(page);
  return 0;
};

function save(page: string, host: Host): string {
  if (host.seal === null) throw new Error("not sealed");
  const dir = stateDir(host.seal, host.env);
  const path = `${dir}/report.html`;
  ensureDir(dir);
  replaceFile(path, page);
  return path;
}

function readReport(store: Store, since: EpochSec, host: Host): Report {
  const until = host.now();
  const journal = readJournal(store, since);
  const accounts = readAllAccounts(store).map(({ key }) => ({
    key,
    name: readProfileOf(store, key)?.name ?? null,
    chapters: readChapters(store, key, since, until),
  }));
  return {
    since,
    until,
    zone: host.zone,
    accounts: accounts.filter(({ chapters }) => chapters.length > 0),
    receipts: sumReceipts(journal),
    compactions: readAllCompactions(store, since),
    walls: journal.filter(({ kind }) => kind === "wall").map(decodeWall),
  };
}

function readChapters(
  store: Store,
  account: AccountKey,
  since: EpochSec,
  until: EpochSec,
): WindowChapter[] {
  // The first forecast of the time stands on what came before it.
  const before = (lengthSec: number | null) => OUTLOOK_LENGTHS * (lengthSec ?? DAY);
  const longest = before(windowLengthSec("seven_day"));
  const all = readHistory(store, account, since - longest);
  const flow = readFlowPoints(store, account, { after: since - longest, until });
  const keys = [...new Set(all.filter(({ at }) => at >= since).map(({ key }) => key))];
  return keys.toSorted(byLength).map((key) => {
    const samples = all.filter((sample) => sample.key === key);
    const runs = splitRuns(key, samples, until)
      .filter((run) => run.samples.some(({ at }) => at >= since));
    return { sum: sumRuns(key, runs), runs, looks: lookAtRuns(runs, samples, flow) };
  });
}

// The window that binds first stands first.
function byLength(a: string, b: string): number {
  return (windowLengthSec(a) ?? Infinity) - (windowLengthSec(b) ?? Infinity) || (a < b ? -1 : 1);
}
