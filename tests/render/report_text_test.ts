import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { cellWidth } from "../../src/render/cell_width.ts";
import type { Report } from "../../src/render/report/data.ts";
import { renderReportText } from "../../src/render/report/text.ts";
import { DAY, HOUR } from "../../src/model/units.ts";
import { NOW } from "../support/fake_host.ts";
import { TOKYO } from "../support/situations.ts";

const RESET = NOW + HOUR;

const REPORT: Report = {
  since: NOW - 7 * DAY,
  until: NOW,
  zone: TOKYO,
  accounts: [{
    key: "a-1",
    name: null,
    chapters: [{
      sum: { key: "five_hour", ended: 0, emptied: 1, unusedPct: null, unusedWindows: 0 },
      runs: [{
        key: "five_hour",
        beganAt: RESET - 5 * HOUR,
        resetAt: RESET,
        samples: [],
        emptiedAt: NOW,
        isOver: false,
        leftPct: 0,
      }],
      looks: [],
    }],
  }],
  receipts: [{ action: "Bash", count: 1, points: 24, usd: 1.2 }],
  compactions: [],
  walls: [],
};

Deno.test("renderReportText() breaks what a narrow terminal has no room for, at blanks", () => {
  const narrow = renderReportText(REPORT, 40);
  for (const line of narrow.split("\n")) assert(cellWidth(line) <= 40, line);
  assertStringIncludes(narrow, "   0% left\n    empty Jul 1 09:12, 1h early\n");
  assertStringIncludes(narrow, "\n  Bash\n");
  const words = (text: string) => text.split(/\s+/);
  assertEquals(words(narrow), words(renderReportText(REPORT)));
  assertEquals(renderReportText(REPORT, 200), renderReportText(REPORT));
});
