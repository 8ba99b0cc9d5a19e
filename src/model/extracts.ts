import { asList, asRecord, asText, type JsonRecord } from "./decode.ts";

/** Something the person said, word for word. */
export interface Said {
  /** When, as the transcript writes it; null: it does not tell. */
  readonly at: string | null;
  readonly text: string;
}

/** A call that failed, and with what. */
export interface Failed {
  readonly at: string | null;
  /** The command, or the tool and its input; null: not found. */
  readonly call: string | null;
  readonly error: string;
}

/** What a transcript holds that no summary can give back: for an agent to look up. Oldest first. */
export interface Extracts {
  readonly said: readonly Said[];
  readonly failed: readonly Failed[];
  /** The oldest were left out, because they were too many or too far back to be read. */
  readonly isCut: boolean;
}

export const NO_EXTRACTS: Extracts = { said: [], failed: [], isCut: false };

// Characters kept: some forty pages of a person, a dozen of errors. A file that is looked into costs
// what is read of it, so more would not be read.
const SAID_CHARS = 150_000;
const FAILED_CHARS = 50_000;
// Characters of one: beyond lies a pasted log, and the end of an error repeats its beginning.
const ONE_SAID_CHARS = 20_000;
const ONE_CALL_CHARS = 500;
const ONE_ERROR_CHARS = 2_000;

/** What was kept before and what is found now, each once, the newest where there is too much. */
export function mergeExtracts(before: Extracts, found: Extracts): Extracts {
  const said = newest(
    [...before.said, ...found.said.map(shortSaid)],
    ({ at, text }) => `${at} ${text}`,
    SAID_CHARS,
  );
  const failed = newest(
    [...before.failed, ...found.failed.map(shortFailed)],
    ({ at, call, error }) => `${at} ${call} ${error}`,
    FAILED_CHARS,
  );
  return {
    said: said.kept,
    failed: failed.kept,
    isCut: before.isCut || found.isCut || said.isCut || failed.isCut,
  };
}

function newest<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  limit: number,
): { kept: T[]; isCut: boolean } {
  const unique = [...new Map(items.map((item) => [keyOf(item), item]))];
  const kept: T[] = [];
  let chars = 0;
  for (const [key, item] of unique.toReversed()) {
    chars += key.length;
    if (chars > limit) break;
    kept.push(item);
  }
  return { kept: kept.reverse(), isCut: kept.length < unique.length };
}

function shortSaid({ at, text }: Said): Said {
  return { at, text: cut(text, ONE_SAID_CHARS) };
}

function shortFailed({ at, call, error }: Failed): Failed {
  return {
    at,
    call: call === null ? null : cut(call, ONE_CALL_CHARS),
    error: cut(error, ONE_ERROR_CHARS),
  };
}

function cut(text: string, limit: number): string {
  const left = text.length - limit;
  // Said in the text itself: whoever quotes it must know that it goes on.
  return left <= 0 ? text : `${text.slice(0, limit).toWellFormed()} [… ${left} more characters]`;
}

/** Extracts from their file, or null when it holds none. Never throws. */
export function decodeExtracts(raw: unknown): Extracts | null {
  const record = asRecord(raw);
  if (record === null) return null;
  const records = (value: unknown) => asList(value).map(asRecord).filter(isRecord);
  return {
    said: records(record.said).flatMap(({ at, text }) =>
      typeof text === "string" ? [{ at: asText(at, 100), text }] : []
    ),
    failed: records(record.failed).flatMap(({ at, call, error }) =>
      typeof error === "string"
        ? [{ at: asText(at, 100), call: typeof call === "string" ? call : null, error }]
        : []
    ),
    isCut: record.isCut === true,
  };
}

function isRecord(value: JsonRecord | null): value is JsonRecord {
  return value !== null;
}
