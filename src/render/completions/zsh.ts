import type { CommandSpec, OptionSpec } from "../../model/command_spec.ts";
import { HELP, quoted, typed, valuesOf } from "./values.ts";

/** The completion for zsh: `_tokenroom` on the fpath, or sourced after compinit. */
export function renderZsh(commands: readonly CommandSpec[]): string {
  return [
    "#compdef tokenroom",
    "# zsh completion for tokenroom; made by: tokenroom completions zsh",
    "_tokenroom() {",
    "  local -a verbs",
    "  verbs=(",
    ...typed(commands).map(({ verb, summary }) => `    ${quoted(`${verb}:${summary}`)}`),
    "    'help:the page of a command'",
    "  )",
    '  if (( CURRENT == 2 )) || [[ CURRENT -eq 3 && $words[2] == "help" ]]; then',
    "    _describe command verbs",
    "    return",
    "  fi",
    "  shift words",
    "  (( CURRENT-- ))",
    "  case $words[1] in",
    ...commands.flatMap(verbCase),
    "  esac",
    "}",
    "# Called by the completion system from the fpath, or sourced by a person.",
    'if [[ $funcstack[1] == "_tokenroom" ]]; then _tokenroom "$@"; else compdef _tokenroom tokenroom; fi',
    "",
  ].join("\n");
}

function verbCase(spec: CommandSpec): string[] {
  const words = spec.words === undefined
    ? []
    : [quoted(`*:${label(spec.words)}:${action(spec.words)}`)];
  const specs = [...spec.options, HELP].map(optionSpec);
  return [
    `    ${spec.verb})`,
    "      _arguments \\",
    ...[...specs, ...words].map((each, index, all) =>
      `        ${each}${index === all.length - 1 ? "" : " \\"}`
    ),
    "      ;;",
  ];
}

function optionSpec({ name, value, text, repeats }: OptionSpec): string {
  const often = repeats === true ? "*" : "";
  const what = `[${escaped(text)}]`;
  if (value === null) return quoted(`${often}--${name}${what}`);
  return quoted(`${often}--${name}=${what}:${label(value)}:${action(value)}`);
}

function action(placeholder: string): string {
  const values = valuesOf(placeholder);
  if (values.kind === "words") return `(${values.words.join(" ")})`;
  // A lone blank: a value is expected, and nothing is offered.
  return values.kind === "directory" ? "_files -/" : " ";
}

function label(placeholder: string): string {
  return escaped(placeholder.replaceAll("|", " or "));
}

function escaped(text: string): string {
  return text.replace(/[[\]:\\]/g, "\\$&");
}
