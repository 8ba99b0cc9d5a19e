import type { HealthFinding } from "../decide/health_diagnosis.ts";
import { PRICES_DATE } from "../model/prices.ts";
import { windowLabel } from "../model/window.ts";
import { plain } from "./ansi.ts";
import type { Said } from "./finding.ts";
import { formatDuration } from "./format.ts";

const FIX = "run: tokenroom doctor --fix";

/** What doctor says of how things are kept and what is learned from them. */
export function sayHealth(finding: HealthFinding): Said {
  switch (finding.kind) {
    case "store-damaged":
      return {
        what: `the store is damaged: ${plain(finding.complaint).slice(0, 120)}`,
        remedy: `${FIX} (keeps the damaged file, begins a new one with the notes that can be read)`,
      };
    case "calibrated":
      return {
        what: `${windowLabel(finding.key)}: what a point costs is learned (from ${
          stretches(finding.spans)
        })`,
        remedy: null,
      };
    case "calibrating":
      return {
        what:
          `${windowLabel(finding.key)}: what a point costs is not learned yet (${
            stretches(finding.spans)
          }; ` +
          `${finding.needed} that agree are needed)`,
        remedy: null,
      };
    case "price-assumed":
      return {
        what:
          `${plain(finding.model)} is not in the price list of ${PRICES_DATE}: its tokens count ` +
          `at the price of ${finding.standIn}`,
        remedy: null,
      };
    case "session-fresh": {
      const place = finding.place === null ? "" : ` in ${plain(finding.place)}`;
      const context = finding.contextSec === null
        ? "no context figure yet"
        : `its context ${formatDuration(finding.contextSec)} old`;
      return {
        what: `session ${plain(finding.id.slice(0, 8))}${place}: seen ${
          formatDuration(finding.seenSec)
        } ago, ${context}`,
        remedy: null,
      };
    }
    case "clock-back":
      return {
        what: `what is kept reaches ${
          formatDuration(finding.aheadSec)
        } past now: the clock went back, or another machine's is ahead`,
        remedy: "set the clock; until then figures look newer than they are",
      };
    case "leftovers":
      return {
        what: finding.count === 1
          ? "a file that a killed writer left lies in the state directory"
          : `${finding.count} files that killed writers left lie in the state directory`,
        remedy: `${FIX} (the next session start removes them too)`,
      };
    case "state-open":
      return {
        what: `${plain(finding.path)} is open to others (mode ${finding.mode})`,
        remedy: FIX,
      };
  }
}

function stretches(number: number): string {
  return number === 1 ? "1 stretch" : `${number} stretches`;
}
