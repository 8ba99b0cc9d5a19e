/** Part of a template: text as it stands, or a field and what stands for it while it is not known. */
export type FormatPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "field"; readonly name: string; readonly fallback: string };

/** Why a template cannot be used. */
export type FormatProblem =
  | { readonly kind: "unknown"; readonly name: string }
  | { readonly kind: "open-brace" }
  | { readonly kind: "stray-brace" };

// Of each window, behind its name and a dot.
const OF_WINDOW: readonly (readonly [string, string])[] = [
  ["reset", "time to its reset: 3h 58m"],
  ["at", "clock of its reset: 22:30"],
  ["bar", "ten columns: ███████░░░"],
  ["pct", "the bare number: 64"],
  ["regime", "cruise, refills-soon, descend, approach,\nland, refilled, unknown"],
  ["age", "age of the figure: 45s"],
];

/** Windows by the names that a template has for them. */
export const FORMAT_WINDOWS: ReadonlyMap<string, string> = new Map([
  ["5h", "five_hour"],
  ["week", "seven_day"],
  ["spend", "spend_limit"],
]);

/** What a template calls its fields, and what each is; fields of windows are told for one of them. */
export const FIELD_NAMES: readonly (readonly [string, string])[] = [
  ["5h week spend", "left of a window: 64%"],
  ...OF_WINDOW.map(([name, text]) => [`5h.${name} …`, text] as const),
  ["ctx", "room in the context: 45%"],
  ["ctx.tokens ctx.pct ctx.bar", "the same in tokens, as a number, as a bar"],
  ["cost", "the session at API prices: $51.63"],
  ["model project", "of the session that reported last"],
  ["line", "what is printed without a template"],
];

const OTHERS = ["ctx", "ctx.tokens", "ctx.pct", "ctx.bar", "cost", "model", "project", "line"];

/** Every field of a template, in the order in which a person is told of them. */
export const FORMAT_FIELDS: readonly string[] = [
  ...[...FORMAT_WINDOWS.keys()].flatMap((window) => [
    window,
    ...OF_WINDOW.map(([name]) => `${window}.${name}`),
  ]),
  ...OTHERS,
];

const UNKNOWN_VALUE = "–";
const TOKEN = /\{\{|\}\}|\{([^{}|]*)(?:\|([^{}]*))?\}|\{|\}|[^{}]+/g;

/** The parts of a template such as `{5h} ctx {ctx|?}`, or what is wrong with it. */
export function parseFormat(template: string): readonly FormatPart[] | FormatProblem {
  const parts: FormatPart[] = [];
  for (const [token, name, fallback] of template.matchAll(TOKEN)) {
    if (token === "{{" || token === "}}") parts.push({ kind: "text", text: token.slice(1) });
    else if (token === "{") return { kind: "open-brace" };
    else if (token === "}") return { kind: "stray-brace" };
    else if (name === undefined) parts.push({ kind: "text", text: token });
    else if (!FORMAT_FIELDS.includes(name)) return { kind: "unknown", name };
    else parts.push({ kind: "field", name, fallback: fallback ?? UNKNOWN_VALUE });
  }
  return parts;
}
