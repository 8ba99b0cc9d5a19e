// From `unknown` to a value or null. A decoder never throws and never invents: what does not have
// the expected shape is not known.

export type JsonRecord = Readonly<Record<string, unknown>>;

/** A plain object, or null. */
export function asRecord(value: unknown): JsonRecord | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as JsonRecord
    : null;
}

/** A list, or an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

// Decimal only: `Number` would also read hexadecimal, binary and the empty string.
const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** A finite number, also from a decimal string (seen in payloads of other harnesses), or null. */
export function asNumber(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || value.length > 40 || !DECIMAL.test(value)) return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

// Past this no counter of a session can be: a larger figure is damage.
const MAX_AMOUNT = 1e12;

/** A whole number in [0, 1e12], rounded, or null. Counters and token figures. */
export function asCount(value: unknown): number | null {
  const number = asNumber(value);
  return number === null || number < 0 || number > MAX_AMOUNT ? null : Math.round(number);
}

/** A number in [0, 1e12] with its fraction, or null. Dollars and milliseconds. */
export function asAmount(value: unknown): number | null {
  const number = asNumber(value);
  return number === null || number < 0 || number > MAX_AMOUNT ? null : number;
}

/** A non-empty string of at most `limit` characters, or null. */
export function asText(value: unknown, limit = 4096): string | null {
  return typeof value === "string" && value !== "" && value.length <= limit ? value : null;
}

/** True or false, or null. */
export function asFlag(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}

const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** An identifier that is safe as a file name and in a line of text, or null. */
export function asIdentifier(value: unknown): string | null {
  return typeof value === "string" && IDENTIFIER.test(value) && !value.includes("..")
    ? value
    : null;
}

// Epoch seconds between 2001 and 5138; the same digits in milliseconds lie a thousand times higher.
const MIN_EPOCH_SEC = 1e9;
const MAX_EPOCH_SEC = 1e11;

/** An instant in whole epoch seconds, the fraction cut; milliseconds are recognised by their size. Null when neither. */
export function asInstant(value: unknown): number | null {
  const number = asNumber(value);
  if (number === null) return null;
  const seconds = Math.floor(number < MAX_EPOCH_SEC ? number : number / 1000);
  return seconds < MIN_EPOCH_SEC || seconds >= MAX_EPOCH_SEC ? null : seconds;
}

// A gateway reports overspending as more than 100 percent; past ten times the limit it is no percent.
const MAX_USED_PCT = 1000;

/** Headroom in percent (0 to 100, one decimal) from a used percentage, or null when it is none. */
export function asHeadroom(usedPct: unknown): number | null {
  const used = asNumber(usedPct);
  if (used === null || used < -1 || used > MAX_USED_PCT) return null;
  const clamped = Math.min(100, Math.max(0, used));
  return Math.round((100 - clamped) * 10) / 10;
}

/** Parses JSON text with an optional byte order mark; null when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch {
    // Not JSON is an answer, not a failure: the caller has none to give.
    return null;
  }
}
