import type { CommandSpec, OptionSpec } from "../../model/command_spec.ts";

/** What may stand where a placeholder stands. */
export type Values =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "directory" }
  /** A text of the person's own. */
  | { readonly kind: "text" };

// Placeholders are written in capitals, words to choose from as they are typed.
const WORDS = /^[a-z-]+(\|[a-z-]+)+$/;

/** What a placeholder of a specification stands for. */
export function valuesOf(placeholder: string): Values {
  if (WORDS.test(placeholder)) return { kind: "words", words: placeholder.split("|") };
  return placeholder === "DIR" ? { kind: "directory" } : { kind: "text" };
}

/** An option that takes a value. */
export type ValuedOption = OptionSpec & { readonly value: string };

/** The options of a command that take a value. */
export function valuedOptions(spec: CommandSpec): readonly ValuedOption[] {
  return spec.options.filter((option): option is ValuedOption => option.value !== null);
}

/** Commands that people type. */
export function typed(commands: readonly CommandSpec[]): readonly CommandSpec[] {
  return commands.filter((spec) => spec.internal !== true);
}

/** What every command takes besides its own options. */
export const HELP: OptionSpec = { name: "help", value: null, text: "tell what it does" };

/** A text between single quotes, in which nothing means anything to a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
