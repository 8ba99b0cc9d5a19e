import type { CommandSpec, OptionSpec } from "../model/command_spec.ts";

const JSON_OPTION: OptionSpec = { name: "json", value: null, text: "print JSON for programs" };

/** The commands for work that waits for a window, and for work that may spend one. */
export const PLAN_COMMANDS: readonly CommandSpec[] = [
  {
    verb: "resume",
    summary: "the work that was put off until a window refills",
    usage: "tokenroom resume [--json] [--done N | --clear]",
    options: [
      JSON_OPTION,
      { name: "done", value: "N", text: "plan N of this project is done" },
      { name: "clear", value: null, text: "drop every plan of this project" },
    ],
    details:
      "Plans of this project first, with their steps. A plan is done as a whole; its steps\n" +
      "are the agent's own list. A ready plan is told to each session of the project once, and the\n" +
      "HUD shows it until the plan ends: when it is done or dropped, else a day after its window\n" +
      "refilled.",
    examples: ["tokenroom resume", "tokenroom resume --done 3"],
  },
  {
    verb: "intent",
    summary: "a focused run: one goal that may spend the window to its floor",
    usage: "tokenroom intent [GOAL] [--arm] [--for SPAN] [--clear] [--json]",
    options: [
      { name: "arm", value: null, text: "go on by itself once the window has refilled" },
      { name: "for", value: "SPAN", text: "90m, 3h (default: 5h, at most 24h)" },
      { name: "clear", value: null, text: "end it" },
      JSON_OPTION,
    ],
    words: "GOAL",
    details:
      "For the session around, else the one seen last in this project; the answer says which.\n" +
      "While the run holds, the session is not asked to slow down before 2% are left, and the\n" +
      "launch gate warns instead of denying. Without GOAL it shows the run that holds.",
    examples: ['tokenroom intent "finish the release" --arm --for 8h', "tokenroom intent --clear"],
  },
];
