// What tokenroom adds to a session of the real client before anything is said: the skill's listing,
// the line in the memory, the server's instructions, the tools. Needs the built program; writes
// RESULTS.md beside this file and exits with 1 when a session pays more than the limit.
//   deno task eval:overhead
import type { TOOL_SPECS } from "../../src/render/mcp_tools.ts";
import { renderReport } from "./report.ts";
import { firstRequest, searches } from "./session.ts";

/** Tokens that a session may pay before anything is said: about a dozen stamps. */
const LIMIT_TOKENS = 600;

/** Seconds that the slow server takes to start. */
const SLOW_SEC = 3;

/** What an agent would type to find a tool whose name it does not remember. */
const QUERIES: Readonly<Partial<Record<keyof typeof TOOL_SPECS, string>>> = {
  resource_state: "budgets left quota context",
  estimate_remaining: "how much remains at this pace",
  plan_resume: "put work off until the quota resets",
  checkpoint: "save a note before compaction",
  handoff: "save the handoff document",
  pin_fact: "pin a constraint word for word",
  set_intent: "focused run",
};

const names = Object.entries(QUERIES);
const [byQuery, byName] = [
  await searches(names.map(([, query]) => query)),
  await searches(names.map(([name]) => `select:mcp__tokenroom__${name}`)),
];
const { text, isOver } = renderReport({
  absent: await firstRequest("absent"),
  installed: await firstRequest("installed"),
  allLoaded: await firstRequest("all-loaded"),
  slow: {
    sec: SLOW_SEC,
    installed: (await firstRequest("installed", SLOW_SEC)).afterSec,
    allLoaded: (await firstRequest("all-loaded", SLOW_SEC)).afterSec,
  },
  searches: names.map(([name, query], index) => ({
    name,
    query,
    byQuery: byQuery[index] ?? [],
    byName: byName[index] ?? [],
  })),
}, LIMIT_TOKENS);
console.log(text);
Deno.writeTextFileSync(new URL("./RESULTS.md", import.meta.url), text);
Deno.exit(isOver ? 1 : 0);
