import type { CommandSpec } from "../../model/command_spec.ts";
import { HELP, quoted, typed, valuedOptions, valuesOf } from "./values.ts";

/** The completion for bash: to be sourced, or kept as `completions/tokenroom`. */
export function renderBash(commands: readonly CommandSpec[]): string {
  const verbs = typed(commands).map(({ verb }) => verb);
  return [
    "# bash completion for tokenroom; made by: tokenroom completions bash",
    "_tokenroom() {",
    "  local current=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}",
    "  COMPREPLY=()",
    "  # bash takes --name=value apart at the sign.",
    '  if [[ $current == "=" ]]; then current=',
    '  elif [[ $option == "=" ]]; then option=${COMP_WORDS[COMP_CWORD - 2]}; fi',
    '  if [[ $COMP_CWORD -eq 1 || ( $COMP_CWORD -eq 2 && ${COMP_WORDS[1]} == "help" ) ]]; then',
    `    ${choose([...verbs, "help", "--help", "--version"])}`,
    "    return",
    "  fi",
    '  case "${COMP_WORDS[1]} $option" in',
    ...commands.flatMap(valueCases),
    "  esac",
    '  case "${COMP_WORDS[1]}" in',
    ...commands.map(optionCase),
    "  esac",
    "}",
    "complete -F _tokenroom tokenroom",
    "",
  ].join("\n");
}

function valueCases(spec: CommandSpec): string[] {
  return valuedOptions(spec).map(({ name, value }) => {
    const values = valuesOf(value);
    const reply = values.kind === "words"
      ? `${choose(values.words)}; `
      : values.kind === "directory"
      // Names may hold spaces; macOS' bash 3 has neither mapfile nor compopt.
      ? `compopt -o filenames 2>/dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen -d -- "$current")); `
      : "";
    return `    ${quoted(`${spec.verb} --${name}`)}) ${reply}return ;;`;
  });
}

function optionCase(spec: CommandSpec): string {
  const values = spec.words === undefined ? null : valuesOf(spec.words);
  const words = values?.kind === "words" ? values.words : [];
  const options = [...spec.options, HELP].map(({ name }) => `--${name}`);
  return `    ${spec.verb}) ${choose([...words, ...options])} ;;`;
}

function choose(words: readonly string[]): string {
  return `COMPREPLY=($(compgen -W ${quoted(words.join(" "))} -- "$current"))`;
}
