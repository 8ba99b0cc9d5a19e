import type { CommandSpec } from "../model/command_spec.ts";

/** The manual page, section 1, as roff. `version`: of the build. */
export function renderManual(commands: readonly CommandSpec[], version: string): string {
  return [
    // No date: the page is made anew by each build, and builds of one commit are equal.
    `.TH TOKENROOM 1 "" ${quoted(`tokenroom ${version}`)} "User Commands"`,
    ".SH NAME",
    "tokenroom \\- tells a coding agent what is left of its budgets",
    ".SH SYNOPSIS",
    ".B tokenroom",
    ".I COMMAND",
    ".RI [ OPTIONS ]",
    ".SH DESCRIPTION",
    prose(DESCRIPTION),
    ".SH COMMANDS",
    ...commands.filter((spec) => spec.internal !== true).flatMap(renderCommand),
    ".SH RUN BY THE CLIENT",
    ...commands.filter((spec) => spec.internal === true).flatMap(renderCommand),
    ".SH ENVIRONMENT",
    ...ENVIRONMENT.flatMap(([name, text]) => [".TP", `.B ${escaped(name)}`, prose(text)]),
    ".SH FILES",
    ...FILES.flatMap(([path, text]) => [".TP", `.I ${escaped(path)}`, prose(text)]),
    ".SH EXIT STATUS",
    prose(
      "0 on success, 1 on failure (doctor: when something needs you), 2 when the arguments do not " +
        "fit. What the client runs, tap and hook, ends with 0 whatever happens.",
    ),
    "",
  ].join("\n");
}

const DESCRIPTION =
  "Reads what the client already tells, statusline payload and hook events, and tells the agent " +
  "what is left of its rate limits and its context, with the prompt and when it gets scarce. " +
  "Without network and without a daemon.";

const ENVIRONMENT = [
  ["TOKENROOM_DISABLE", "1 silences everything that the agent would be told."],
  ["TOKENROOM_DIR", "A directory inside the sealed state directory to use instead of it."],
  ["NO_COLOR", "Set to anything: no colours."],
  ["FORCE_COLOR, CLICOLOR_FORCE", "Set to anything but 0: colours also into a pipe."],
] as const;

const FILES = [
  ["~/.tokenroom/tokenroom.db", "Samples of 14 days, the journal of 30."],
  ["~/.tokenroom/config.json", "Your settings; read anew at each event."],
  ["~/.tokenroom/state.json", "The newest figures, for other programs."],
] as const;

function renderCommand(spec: CommandSpec): string[] {
  return [
    `.SS ${quoted(spec.verb)}`,
    ".nf",
    escaped(spec.usage),
    ".fi",
    ".PP",
    prose(`${spec.summary.charAt(0).toUpperCase()}${spec.summary.slice(1)}.`),
    prose(spec.details),
    ...spec.options.flatMap(({ name, value, text }) => [
      ".TP",
      `.B ${escaped(`--${name}`)}${value === null ? "" : ` ${escaped(value)}`}`,
      prose(text),
    ]),
    ".PP",
    spec.examples.length === 1 ? "Example:" : "Examples:",
    ".PP",
    ".nf",
    ...spec.examples.map((example) => `.RS 4\n${escaped(example)}\n.RE`),
    ".fi",
  ];
}

// Lines that stand in are a table, which filling would tear.
function prose(text: string): string {
  let isTable = false;
  return text.split("\n").flatMap((line) => {
    const was = isTable;
    isTable = line.startsWith("  ");
    // Three points take the room of a sign and two blanks.
    const row = isTable ? line.replace("…  ", "…") : line;
    return [...isTable === was ? [] : [isTable ? ".nf" : ".fi"], escaped(row)];
  }).concat(isTable ? [".fi"] : []).join("\n");
}

// A backslash and a hyphen mean something everywhere, a point and a quote at the start of a line.
function escaped(text: string): string {
  return inAscii(text).replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^(?=[.'])/, "\\&");
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', "\\(dq")}"`;
}

// A terminal without Unicode cannot show these, and troff then complains of each.
const ASCII: Readonly<Record<string, string>> = { "…": "...", "█": "#", "░": ".", "↻": "@" };

function inAscii(text: string): string {
  return text.replace(/[…█░↻]/g, (sign) => ASCII[sign] ?? sign);
}
