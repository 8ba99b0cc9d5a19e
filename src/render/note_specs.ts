import type { CommandSpec, OptionSpec } from "../model/command_spec.ts";

const JSON_OPTION: OptionSpec = { name: "json", value: null, text: "print JSON for programs" };
const PROJECT: OptionSpec = {
  name: "project",
  value: "DIR",
  text: "the project of this directory (default: the one you are in)",
};
const ALL: OptionSpec = { name: "all", value: null, text: "of all projects" };

/** The commands for what must outlive a compaction. */
export const NOTE_COMMANDS: readonly CommandSpec[] = [
  {
    verb: "pin",
    summary: "keep a sentence word for word through every compaction",
    usage: "tokenroom pin TEXT [--session | --project DIR | --everywhere] [--until DATE|SPAN]",
    options: [
      { name: "session", value: null, text: "only for the session that was seen last here" },
      { ...PROJECT, text: "for this project (default: the one you are in)" },
      { name: "everywhere", value: null, text: "for every project" },
      {
        name: "until",
        value: "DATE|SPAN",
        text: "12h, 7d, YYYY-MM-DD (through that day), YYYY-MM-DDT18:00 (default: no end)",
      },
    ],
    words: "TEXT",
    details:
      "The agent is given it back verbatim after a compaction, in every session of the project.\n" +
      "Called by an agent from inside a session it holds for that session, unless --project or\n" +
      "--everywhere is given.",
    examples: [
      'tokenroom pin "no deploys before the audit" --until 7d',
      'tokenroom pin "keep the public API as it is" --session',
    ],
  },
  {
    verb: "pins",
    summary: "what is pinned here",
    usage: "tokenroom pins [--all | --project DIR] [--json]",
    options: [JSON_OPTION, ALL, PROJECT],
    details:
      "The pins of the project, those of its sessions, and those of every project: yours first,\n" +
      "then the agent's, the newest of each first, which is the order in which they are given back.",
    examples: ["tokenroom pins", "tokenroom pins --all --json | jq -r '.pins[].text'"],
  },
  {
    verb: "unpin",
    summary: "take a pin away",
    usage: "tokenroom unpin N [--all | --project DIR]",
    options: [{ ...ALL, text: "also a pin of another project" }, PROJECT],
    words: "N",
    details: "N is the number that tokenroom pins shows.",
    examples: ["tokenroom unpin 3"],
  },
  {
    verb: "checkpoint",
    summary: "the newest short note of a session here, or save one",
    usage: "tokenroom checkpoint [--project DIR] [--json]\n" +
      "       [--task TEXT [--decision TEXT]... [--ruled-out TEXT]... [--next TEXT]...]",
    options: [
      JSON_OPTION,
      PROJECT,
      { name: "task", value: "TEXT", text: "save a note: what is being done, and for what" },
      { name: "decision", value: "TEXT", text: "with its reason; repeatable", repeats: true },
      { name: "ruled-out", value: "TEXT", text: "what did not work; repeatable", repeats: true },
      { name: "next", value: "TEXT", text: "the next step, exact; repeatable", repeats: true },
    ],
    details: "Inside a session its own note. A new note replaces the former one of its session.",
    examples: [
      "tokenroom checkpoint",
      'tokenroom checkpoint --task "split the parser" --next "run the parser tests"',
    ],
  },
  {
    verb: "handoff",
    summary: "the newest long note of a session here, or its path",
    usage: "tokenroom handoff [--path | --json | --save] [--project DIR]",
    options: [
      { name: "path", value: null, text: "print only the path of its file" },
      JSON_OPTION,
      { name: "save", value: null, text: "save standard input as the handoff of the session" },
      PROJECT,
    ],
    details:
      "Inside a session its own handoff. Its file is kept for 14 days after its last save.\n" +
      "Where there is none, --path prints nothing and exits 1.",
    examples: ["tokenroom handoff", "tokenroom handoff --save < notes.md"],
  },
];
