import { WEIGHT_UNIT_USD_PER_MILLION } from "./flow.ts";
import { promptTokens, type TokenCounts, type Usage } from "./usage.ts";

// US dollars per million tokens from Anthropic's public price list. Checked against what the client
// of the date below charges, which is also where the 5.2 rows come from.
export const PRICES_SOURCE = "https://platform.claude.com/docs/en/about-claude/pricing";
/** Date of the figures. */
export const PRICES_DATE = "2026-11-20";

/** Writing to the cache, relative to base input: the same for every model. */
const WRITE_5M = 1.25;
const WRITE_1H = 2;
/** Surcharge of inference in the United States only, on every token. */
const US_ONLY = 1.1;

interface Rates {
  readonly input: number;
  readonly output: number;
  /** Reading the cache: a tenth of input in older models, less in newer ones. */
  readonly read: number;
}

interface Row extends Rates {
  readonly family: string;
  /** `major * 100 + minor`. */
  readonly version: number;
  /** Factor on every rate at fast speed; absent where the model has none. */
  readonly fast?: number;
  /** Rates of the whole request when its prompt is longer. */
  readonly long?: Rates & { readonly aboveTokens: number };
}

const ROWS: readonly Row[] = [
  { family: "mythos", version: 500, input: 10, output: 50, read: 1 },
  { family: "mythos", version: 501, input: 10, output: 50, read: 0.25 },
  { family: "mythos", version: 502, input: 8, output: 40, read: 0.2, fast: 2 },
  { family: "fable", version: 500, input: 10, output: 50, read: 1 },
  { family: "fable", version: 501, input: 10, output: 50, read: 0.25 },
  { family: "fable", version: 502, input: 8, output: 40, read: 0.2, fast: 2 },
  { family: "opus", version: 300, input: 15, output: 75, read: 1.5 },
  { family: "opus", version: 400, input: 15, output: 75, read: 1.5 },
  { family: "opus", version: 401, input: 15, output: 75, read: 1.5 },
  { family: "opus", version: 405, input: 5, output: 25, read: 0.5 },
  { family: "opus", version: 406, input: 5, output: 25, read: 0.5, fast: 6 },
  { family: "opus", version: 407, input: 5, output: 25, read: 0.5, fast: 6 },
  { family: "opus", version: 408, input: 5, output: 25, read: 0.5, fast: 2 },
  { family: "opus", version: 500, input: 5, output: 25, read: 0.5, fast: 2 },
  { family: "opus", version: 505, input: 4, output: 20, read: 0.2, fast: 2 },
  { family: "sonnet", version: 305, input: 3, output: 15, read: 0.3 },
  { family: "sonnet", version: 307, input: 3, output: 15, read: 0.3 },
  { family: "sonnet", version: 400, input: 3, output: 15, read: 0.3 },
  { family: "sonnet", version: 405, input: 3, output: 15, read: 0.3 },
  { family: "sonnet", version: 406, input: 3, output: 15, read: 0.3 },
  { family: "sonnet", version: 500, input: 2, output: 10, read: 0.2 },
  { family: "sonnet", version: 505, input: 2, output: 10, read: 0.1 },
  { family: "haiku", version: 305, input: 0.8, output: 4, read: 0.08 },
  { family: "haiku", version: 405, input: 1, output: 5, read: 0.1 },
  {
    family: "haiku",
    version: 505,
    input: 0.1,
    output: 0.5,
    read: 0.01,
    long: { aboveTokens: 100_000, input: 0.5, output: 2.5, read: 0.05 },
  },
];

/** Stands for models the table does not know: the client's default model. */
const DEFAULT: Row = { family: "sonnet", version: 505, input: 2, output: 10, read: 0.1 };

/**
 * The listed model (`opus 5.5`) whose price stands for one that is not listed itself: the nearest of
 * its family, or the client's default model. Null: it is listed.
 */
export function priceStandIn(modelId: string | null): string | null {
  const row = rowOf(modelId);
  if (row !== DEFAULT && row.version === parseModel(modelId)?.version) return null;
  const minor = row.version % 100;
  return `${row.family} ${Math.floor(row.version / 100)}${minor === 0 ? "" : `.${minor}`}`;
}

/** Price of a response's tokens at API rates in US dollars; searches and other services not included. */
export function usdOf(usage: Usage): number {
  const row = rowOf(usage.modelId);
  const rates = row.long !== undefined && promptTokens(usage.tokens) > row.long.aboveTokens
    ? row.long
    : row;
  const factor = (usage.fast ? row.fast ?? 1 : 1) * (usage.usOnly ? US_ONLY : 1);
  return priced(usage.tokens, rates) * factor / 1e6;
}

/** Price-weighted tokens of a response: comparable over models and kinds of tokens. */
export function weightOf(usage: Usage): number {
  return usdOf(usage) / WEIGHT_UNIT_USD_PER_MILLION * 1e6;
}

function priced(tokens: TokenCounts, rates: Rates): number {
  const input = tokens.input + tokens.write5m * WRITE_5M + tokens.write1h * WRITE_1H;
  return input * rates.input + tokens.output * rates.output + tokens.read * rates.read;
}

// A version that is not listed is priced like the one before it, an older one than all like the
// oldest, a name without a version like the newest.
function rowOf(modelId: string | null): Row {
  const model = parseModel(modelId);
  const rows = ROWS.filter((row) => row.family === model?.family);
  const before = rows.findLast((row) => row.version <= (model?.version ?? Infinity));
  return before ?? rows[0] ?? DEFAULT;
}

// `claude-opus-5-5-20260922`, `us.anthropic.claude-opus-4-5-v1:0`, `claude-sonnet-4.5`, `opus[1m]`.
const NAME = /(mythos|fable|opus|sonnet|haiku)(?:[.-](\d{1,2})(?!\d))?(?:[.-](\d{1,2})(?!\d))?/;
// `claude-3-5-haiku-20241022`: the version stood in front until generation 4.
const OLD_NAME = /-(\d)(?:[.-](\d))?-(opus|sonnet|haiku)/;

function parseModel(modelId: string | null): { family: string; version: number | null } | null {
  const id = modelId?.toLowerCase() ?? "";
  const old = OLD_NAME.exec(id);
  if (old !== null) return { family: old[3] ?? "", version: version(old[1], old[2]) };
  const name = NAME.exec(id);
  return name === null ? null : { family: name[1] ?? "", version: version(name[2], name[3]) };
}

function version(major: string | undefined, minor: string | undefined): number | null {
  return major === undefined ? null : Number(major) * 100 + Number(minor ?? 0);
}
