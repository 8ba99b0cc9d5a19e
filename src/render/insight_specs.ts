import type { CommandSpec, OptionSpec } from "../model/command_spec.ts";

const JSON_OPTION: OptionSpec = { name: "json", value: null, text: "print JSON for programs" };
const SINCE: OptionSpec = {
  name: "since",
  value: "SPAN|DATE",
  text: "2h, 7d, 2026-06-16, 2026-06-16T18:00",
};

/** The commands that look back. */
export const INSIGHT_COMMANDS: readonly CommandSpec[] = [
  {
    verb: "audit",
    summary: "what the agent was told, what it asked, and what that cost",
    usage: "tokenroom audit [--since SPAN|DATE] [--session ID] [--follow] [--json]",
    options: [
      { ...SINCE, text: `${SINCE.text} (default: 24h)` },
      { name: "session", value: "ID", text: "only this session; the beginning of its id will do" },
      { name: "follow", value: null, text: "go on with what comes, until Ctrl-C" },
      JSON_OPTION,
    ],
    details:
      "Stamps and why there was none, crossings also where they were held back, receipts,\n" +
      "consults with their verdicts, compactions, gates and guards, walls, plans and notes; then\n" +
      "the counts, and what tokenroom itself cost. The journal is kept for 30 days.",
    examples: ["tokenroom audit", "tokenroom audit --since 2h --follow"],
  },
  {
    verb: "report",
    summary: "how the windows were spent, and what expired unused",
    usage: "tokenroom report [--since SPAN|DATE] [--html | --save | --json]",
    options: [
      { ...SINCE, text: `${SINCE.text} (default: 7d)` },
      { name: "html", value: null, text: "one page without network, on standard output" },
      { name: "save", value: null, text: "keep the page in the state directory; print its path" },
      JSON_OPTION,
    ],
    details:
      "Burn-down of each window, receipts by kind of action, compactions, walls, and what the\n" +
      "forecast would have said against what came. Figures are kept for 14 days. On a terminal\n" +
      "--html saves too. The seal allows no other place than the state directory.",
    examples: [
      "tokenroom report",
      "tokenroom report --since 14d --html > report.html",
      "tokenroom report --json | jq .accounts",
    ],
  },
];
