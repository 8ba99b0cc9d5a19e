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
