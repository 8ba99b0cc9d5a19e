// deno task picture: draws docs/audit.svg, docs/doctor.svg and docs/report.png from a real run of the
// client, offline, against the scripted stand-in for the Messages API. The windows of the day before
// are laid into the store: nobody waits for a day to draw a picture.

import { fromFileUrl, join } from "@std/path";
import { COMMAND_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readAllAccounts } from "../../src/io/store/account_records.ts";
import { appendWindow, readWindow } from "../../src/io/store/windows.ts";
import { HOUR, MINUTE } from "../../src/model/units.ts";
import { openEventful, playEventful } from "../../tests/client/support/eventful.ts";
import { runInHome } from "../../tests/client/support/print_mode.ts";
import { onScreen } from "../../tests/client/support/screen.ts";
import { photograph } from "./browser.ts";
import { drawScreen } from "./svg.ts";

const DOCS = fromFileUrl(new URL("../../docs", import.meta.url));
/** Percent that each of the windows before was spent, the newest first. */
const SPENT = [67, 100, 35, 88];
const FIVE_HOURS = 5 * HOUR;
const FIGURE_SEC = 10 * MINUTE;

await using bench = openEventful("Asia/Tokyo");
const executable = await playEventful(bench);
const screen = async (verb: string, columns: number) => {
  const rows = await onScreen(bench.home, [executable, verb], { columns, rows: 60 }, true);
  return rows.join("\n").trimEnd();
};
const draw = (name: string, text: string, title: string) =>
  Deno.writeTextFileSync(join(DOCS, name), drawScreen(text, title));

draw(
  "audit.svg",
  await screen("audit", 80),
  "tokenroom audit after a session: what was told, asked and held",
);

// What the client has been seen to do: it writes a settings file that it read before the hooks came.
const settings = JSON.parse(Deno.readTextFileSync(bench.home.settingsPath));
delete settings.hooks;
Deno.writeTextFileSync(bench.home.settingsPath, JSON.stringify(settings, null, 2));
const [findings = ""] = (await screen("doctor", 92)).split("What each command may do");
draw(
  "doctor.svg",
  findings,
  "tokenroom doctor: the hooks were wiped from settings.json, with the remedy; then what is well",
);

layDayBefore();
const report = await runInHome(bench.home, [executable, "report", "--since", "26h", "--html"]);
photograph(report.stdout, { width: 900, height: 775 }, join(DOCS, "report.png"));

/** Puts windows before the one of the session into its store. */
function layDayBefore(): void {
  const now = Math.floor(Date.now() / 1000);
  const store = openStore(join(bench.home.dir, ".tokenroom"), COMMAND_BUSY_MS, now);
  const [account] = readAllAccounts(store);
  const running = account === undefined ? null : readWindow(store, account.key, "five_hour");
  if (account === undefined || typeof running?.resetAt !== "number") {
    throw new Error("the session told nothing");
  }
  const { key } = account;
  let resetAt = running.resetAt - FIVE_HOURS;
  for (const spent of SPENT) {
    const beganAt = resetAt - FIVE_HOURS;
    for (let at = beganAt + FIGURE_SEC; at < resetAt; at += FIGURE_SEC) {
      const share = Math.min(1, (at - beganAt) / (FIVE_HOURS * 0.85));
      // Slow at first, a pause in the middle.
      const pace = share < 0.4 ? share * 0.8 : share < 0.55 ? 0.32 : 0.32 + (share - 0.55) * 1.511;
      const headroomPct = Math.max(0, Math.round(100 - spent * pace));
      const window = { key: "five_hour", headroomPct, resetAt, observedAt: at, sessionId: "laid" };
      appendWindow(store, key, window, at);
    }
    resetAt = beganAt;
  }
}
