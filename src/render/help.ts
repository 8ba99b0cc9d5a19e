import type { CommandSpec } from "../model/command_spec.ts";

/** The overview that `tokenroom --help` prints. */
export function renderOverview(commands: readonly CommandSpec[]): string {
  const width = Math.max(...commands.map((spec) => spec.verb.length)) + 2;
  const row = (spec: CommandSpec) => `  ${spec.verb.padEnd(width)}${spec.summary}`;
  return [
    "tokenroom tells a coding agent what is left of its budgets.",
    "",
    "Usage: tokenroom COMMAND [OPTIONS]",
    "",
    "Commands",
    ...commands.filter((spec) => spec.internal !== true).map(row),
    "",
    "Run by the client",
    ...commands.filter((spec) => spec.internal === true).map(row),
    "",
    "tokenroom COMMAND --help tells more. tokenroom --version tells which build this is.",
    "",
  ].join("\n");
}

/** The page of one command. */
export function renderHelp(spec: CommandSpec): string {
  const names = spec.options.map((option) =>
    `--${option.name}${option.value === null ? "" : ` ${option.value}`}`
  );
  const width = Math.max(0, ...names.map((name) => name.length)) + 2;
  const options = spec.options.map((option, index) =>
    `  ${(names[index] ?? "").padEnd(width)}${option.text}`
  );
  return [
    `${spec.usage}`,
    "",
    `${spec.summary.charAt(0).toUpperCase()}${spec.summary.slice(1)}.`,
    "",
    spec.details,
    ...(options.length === 0 ? [] : ["", "Options", ...options]),
    "",
    "Examples",
    ...spec.examples.map((example) => `  ${example}`),
    "",
  ].join("\n");
}
