import type { Argument, Arguments, BadArgument } from "../model/tool_input.ts";
import { plain } from "./ansi.ts";

/** A JSON Schema as data. */
export type Schema = Readonly<Record<string, unknown>>;

/** A schema of an object, as a tool's input and output must be. */
export interface ObjectSchema {
  readonly type: "object";
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: string[];
  readonly additionalProperties: boolean;
  readonly [more: string]: unknown;
}

/** What a tool takes, as its clients read it. */
export function inputSchema(takes: Arguments): ObjectSchema {
  const entries = Object.entries(takes);
  return {
    type: "object",
    properties: Object.fromEntries(entries.map(([name, given]) => [name, argumentSchema(given)])),
    required: entries.filter(([, given]) => given.required === true).map(([name]) => name),
    additionalProperties: false,
  };
}

/** An object all of whose properties are always there. */
export function object(properties: Readonly<Record<string, Schema>>): ObjectSchema {
  return {
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/** A list of such items. */
export function list(items: Schema): Schema {
  return { type: "array", items };
}

/** One of some texts. */
export function oneOf(...texts: readonly string[]): Schema {
  return { enum: texts };
}

/** The same, or null: not known. */
export function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: "null" }] };
}

export const TEXT: Schema = { type: "string" };
export const NUMBER: Schema = { type: "number" };
export const INTEGER: Schema = { type: "integer" };
export const FLAG: Schema = { type: "boolean" };

function argumentSchema(given: Argument): Schema {
  const description = given.text;
  switch (given.type) {
    case "integer":
      return { type: "integer", minimum: given.min, maximum: given.max, description };
    case "flag":
      return { type: "boolean", description };
    case "choice":
      return { type: "string", enum: given.of, description };
    case "text":
      return { type: "string", maxLength: given.maxChars, description };
    case "texts":
      return {
        type: "array",
        maxItems: given.maxItems,
        items: { type: "string", maxLength: given.maxChars },
        description,
      };
  }
}

/** What is wrong with a call and how it would be right; nothing was done. */
export function renderBadInput(
  tool: string,
  takes: Arguments,
  bad: readonly BadArgument[],
): string {
  const names = Object.keys(takes);
  const known = names.length === 0
    ? `${tool} takes no arguments`
    : `${tool} takes ${names.join(", ")}`;
  const faults = bad.map(({ name, expected, found }) => {
    if (expected !== null) {
      const must = `${name} must be ${renderExpected(expected)}`;
      return found === "nothing" ? `${must} and is missing` : `${must}, not ${found}`;
    }
    return name === "arguments"
      ? `arguments must be an object, not ${found}`
      : `there is no argument ${plain(name)}: ${known}`;
  });
  return `Nothing was done: ${faults.join("; ")}.`;
}

function renderExpected(expected: Argument): string {
  switch (expected.type) {
    case "integer":
      return `a whole number from ${expected.min} to ${expected.max}`;
    case "flag":
      return "true or false";
    case "choice":
      return `one of ${expected.of.join(", ")}`;
    case "text":
      return `a text of at most ${expected.maxChars} characters`;
    case "texts":
      return `a list of at most ${expected.maxItems} texts of at most ` +
        `${expected.maxChars} characters each`;
  }
}
