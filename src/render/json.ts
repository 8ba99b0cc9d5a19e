import { asRecord } from "../model/decode.ts";

// Invisible in a terminal, or steering it; JSON may carry each of them as an escape.
const UNSEEN = /[\u007f-\u009f\p{Cf}\p{Co}\u2028\u2029]/gu;

/** A value as JSON for people and programs: the same value, and nothing in it steers a terminal. */
export function renderJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replace(
    UNSEEN,
    (found) =>
      Array.from({ length: found.length }, (_, index) => escapeUnit(found.charCodeAt(index))).join(
        "",
      ),
  );
  return `${text}\n`;
}

function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

/** A value with its names as published JSON spells them, with underscores, at every depth. */
export function respell(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(respell);
  const record = asRecord(value);
  if (record === null) return value;
  return Object.fromEntries(
    Object.entries(record).map(([name, each]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      respell(each),
    ]),
  );
}
