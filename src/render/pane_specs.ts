import type { CommandSpec } from "../model/command_spec.ts";
import { FIELD_NAMES } from "../model/line_format.ts";

/** The commands that people leave running or poll. */
export const PANE_COMMANDS: readonly CommandSpec[] = [
  {
    verb: "watch",
    summary: "a live pane: budgets, burn-down, sessions, plans",
    usage: "tokenroom watch [--once] [--no-color]",
    options: [
      { name: "once", value: null, text: "print one frame and end" },
      { name: "no-color", value: null, text: "without colours; NO_COLOR does the same" },
    ],
    details: "Ticks every second; reads the store when it has changed, else every ten seconds.\n" +
      "Keys: q quits, ? helps, a shows the next account, arrows choose window and session.\n" +
      "Where standard input or output is no terminal, one frame is printed.",
    examples: ["tokenroom watch", "tokenroom watch --once | less"],
  },
  {
    verb: "line",
    summary: "what is left on one line, for a status bar",
    usage: "tokenroom line [--format TEMPLATE]",
    options: [
      { name: "format", value: "TEMPLATE", text: "what to print; fields stand in braces" },
    ],
    details: "Countdowns are computed when it is called: poll it as often as you like.\n" +
      "Fields of a template, – where one is not known ({week|text}: then this text; {{: a brace):\n" +
      fieldTable(),
    examples: [
      "set -g status-right '#(tokenroom line) '    # in ~/.tmux.conf",
      "tokenroom line --format '{5h} ↻{5h.reset} ctx {ctx}'",
    ],
  },
];

function fieldTable(): string {
  const width = Math.max(...FIELD_NAMES.map(([name]) => name.length)) + 2;
  const below = `\n${" ".repeat(width + 2)}`;
  return FIELD_NAMES.map(([name, text]) => `  ${name.padEnd(width)}${text.replaceAll("\n", below)}`)
    .join("\n");
}
