// What a tool takes, as data: its published schema, the check of what an agent sends and the words
// of a refusal are all made from it, so that none can say something else.

import { asRecord } from "./decode.ts";

/** One argument of a tool. `required` absent: it may be left out. */
export type Argument =
  & { readonly text: string; readonly required?: true }
  & (
    | { readonly type: "integer"; readonly min: number; readonly max: number }
    | { readonly type: "flag" }
    | { readonly type: "choice"; readonly of: readonly string[] }
    | { readonly type: "text"; readonly maxChars: number }
    | { readonly type: "texts"; readonly maxItems: number; readonly maxChars: number }
  );

export type Arguments = Readonly<Record<string, Argument>>;

interface Kinds {
  readonly integer: number;
  readonly flag: boolean;
  readonly choice: string;
  readonly text: string;
  readonly texts: readonly string[];
}

/** Checked arguments; null where one was left out. */
export type InputOf<A extends Arguments> = {
  readonly [K in keyof A]:
    | Kinds[A[K]["type"]]
    | (A[K] extends { readonly required: true } ? never : null);
};

/** What is wrong with one argument. */
export interface BadArgument {
  readonly name: string;
  /** What it must be; null: the tool takes no such argument. */
  readonly expected: Argument | null;
  /** What came instead: a number as it is, else only its kind, which says enough. */
  readonly found: string;
}

/** Arguments as checked, or everything that is wrong with them. */
export type DecodedInput<A extends Arguments> =
  | { readonly kind: "ok"; readonly input: InputOf<A> }
  | { readonly kind: "bad"; readonly bad: readonly BadArgument[] };

// More would repeat the same mistake.
const MAX_COMPLAINTS = 5;
const MAX_NAME_CHARS = 40;

/** Checks what an agent sent. Nothing is converted: a guess at what was meant may be wrong. */
export function decodeInput<A extends Arguments>(takes: A, raw: unknown): DecodedInput<A> {
  const given = raw === undefined || raw === null ? {} : asRecord(raw);
  if (given === null) {
    return { kind: "bad", bad: [{ name: "arguments", expected: null, found: kindOf(raw) }] };
  }
  const input: Record<string, unknown> = {};
  const bad: BadArgument[] = [];
  for (const [name, expected] of Object.entries(takes)) {
    const value = Object.hasOwn(given, name) ? given[name] ?? null : null;
    if (value === null ? expected.required !== true : isValid(expected, value)) {
      input[name] = value;
    } else bad.push({ name, expected, found: describe(value) });
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(takes, name)) continue;
    bad.push({ name: name.slice(0, MAX_NAME_CHARS), expected: null, found: describe(given[name]) });
  }
  return bad.length > 0
    ? { kind: "bad", bad: bad.slice(0, MAX_COMPLAINTS) }
    : { kind: "ok", input: input as InputOf<A> };
}

function isValid(expected: Argument, value: unknown): boolean {
  switch (expected.type) {
    case "integer":
      return Number.isInteger(value) && (value as number) >= expected.min &&
        (value as number) <= expected.max;
    case "flag":
      return typeof value === "boolean";
    case "choice":
      return typeof value === "string" && expected.of.includes(value);
    case "text":
      return isText(value, expected.maxChars);
    case "texts":
      return Array.isArray(value) && value.length <= expected.maxItems &&
        value.every((item) => isText(item, expected.maxChars));
  }
}

function isText(value: unknown, maxChars: number): boolean {
  return typeof value === "string" && value.length <= maxChars;
}

function describe(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return `a text of ${value.length} characters`;
  if (!Array.isArray(value)) return kindOf(value);
  const longest = value.reduce(
    (most, item) => typeof item === "string" ? Math.max(most, item.length) : most,
    0,
  );
  return `a list of ${value.length}, the longest text ${longest} characters`;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
