import { parseArgs } from "@std/cli/parse-args";
import { specOf } from "../render/command_specs.ts";
import { UsageError } from "../render/failure.ts";

/** A person's arguments, checked against the command's specification. */
export interface Arguments {
  readonly has: (flag: string) => boolean;
  /** The value of an option, or null when it was not given. */
  readonly value: (option: string) => string | null;
  /** The values of an option that may be given several times, in their order. */
  readonly values: (option: string) => readonly string[];
  readonly positional: readonly string[];
}

/**
 * Parses the arguments of a verb. Throws `UsageError` on unknown options, missing values, and words
 * where the verb takes none.
 */
export function parseArguments(verb: string, args: readonly string[]): Arguments {
  const spec = specOf(verb);
  const options = spec?.options ?? [];
  const flags = options.filter((option) => option.value === null).map((option) => option.name);
  const valued = options.filter((option) => option.value !== null).map((option) => option.name);
  const repeated = options.filter(({ repeats }) => repeats === true).map(({ name }) => name);
  const unknown: string[] = [];
  const parsed = parseArgs([...args], {
    boolean: flags,
    // Words stay as they were typed, also those that look like numbers.
    string: [...valued, "_"],
    collect: repeated,
    unknown: (arg, key) => {
      if (key !== undefined) unknown.push(arg);
      return key === undefined;
    },
  });
  if (unknown[0] !== undefined) {
    throw new UsageError(`${verb} has no option ${unknown[0]} (see: tokenroom ${verb} --help)`);
  }
  for (const name of valued) {
    if ([parsed[name]].flat().includes("")) {
      throw new UsageError(`--${name} needs a value (see: tokenroom ${verb} --help)`);
    }
  }
  const [word] = parsed._;
  if (word !== undefined && spec?.words === undefined) {
    const quoted = JSON.stringify(String(word));
    throw new UsageError(`${verb} does not take ${quoted} (see: tokenroom ${verb} --help)`);
  }
  return {
    has: (flag) => parsed[flag] === true,
    value: (option) => typeof parsed[option] === "string" ? parsed[option] : null,
    values: (option) => [parsed[option]].flat().filter((value) => typeof value === "string"),
    positional: parsed._.map(String),
  };
}
