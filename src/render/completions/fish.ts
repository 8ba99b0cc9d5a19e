import type { CommandSpec, OptionSpec } from "../../model/command_spec.ts";
import { HELP, typed, valuesOf } from "./values.ts";

/** The completion for fish: to be sourced, or kept as `completions/tokenroom.fish`. */
export function renderFish(commands: readonly CommandSpec[]): string {
  const add = (when: string, what: string) => `complete -c tokenroom -n ${quoted(when)} ${what}`;
  return [
    "# fish completion for tokenroom; made by: tokenroom completions fish",
    "function __tokenroom_at_verb",
    "    test (count (commandline -opc)) -eq 1",
    "end",
    "function __tokenroom_verb_is",
    "    set -l words (commandline -opc)",
    "    test (count $words) -gt 1; and test $words[2] = $argv[1]",
    "end",
    "complete -c tokenroom -f",
    ...typed(commands).map(({ verb, summary }) =>
      add("__tokenroom_at_verb", `-a ${verb} -d ${quoted(summary)}`)
    ),
    add("__tokenroom_at_verb", `-a help -d ${quoted("the page of a command")}`),
    add("__tokenroom_at_verb", `-l version -d ${quoted("which build this is")}`),
    add(
      "__tokenroom_verb_is help",
      `-a ${quoted(typed(commands).map((each) => each.verb).join(" "))}`,
    ),
    ...commands.flatMap((spec) => {
      const when = `__tokenroom_verb_is ${spec.verb}`;
      const values = spec.words === undefined ? null : valuesOf(spec.words);
      return [
        ...values?.kind === "words" ? [add(when, `-a ${quoted(values.words.join(" "))}`)] : [],
        ...[...spec.options, HELP].map((option) => add(when, optionOf(option))),
      ];
    }),
    "",
  ].join("\n");
}

function optionOf({ name, value, text }: OptionSpec): string {
  return `-l ${name}${value === null ? "" : valueOf(value)} -d ${quoted(text)}`;
}

function valueOf(placeholder: string): string {
  const values = valuesOf(placeholder);
  if (values.kind === "words") return ` -x -a ${quoted(values.words.join(" "))}`;
  return values.kind === "directory" ? ` -x -a ${quoted("(__fish_complete_directories)")}` : " -x";
}

// Inside single quotes fish knows two escapes.
function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
