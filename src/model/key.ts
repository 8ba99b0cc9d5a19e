/** A key that the pane answers to. */
export type Key =
  | "quit"
  | "help"
  | "account"
  | "up"
  | "down"
  | "left"
  | "right"
  | "back";

const KEYS: ReadonlyMap<string, Key> = new Map([
  ["q", "quit"],
  ["Q", "quit"],
  // In raw mode the terminal turns neither Ctrl-C into a signal nor Ctrl-D into an end.
  ["\x03", "quit"],
  ["\x04", "quit"],
  ["?", "help"],
  ["h", "help"],
  ["a", "account"],
  ["\x1b", "back"],
  ["\x1b[A", "up"],
  ["\x1b[B", "down"],
  ["\x1b[C", "right"],
  ["\x1b[D", "left"],
  // What arrows send while the keypad is in application mode.
  ["\x1bOA", "up"],
  ["\x1bOB", "down"],
  ["\x1bOC", "right"],
  ["\x1bOD", "left"],
]);

// An escape sequence as a whole, or one character. A sequence of another key is one unknown key, not
// the letters it is made of.
// deno-lint-ignore no-control-regex
const STROKE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])|[^]/gu;

/** The keys in what a terminal sent, in their order; others are passed over. */
export function decodeKeys(text: string): Key[] {
  return (text.match(STROKE) ?? []).flatMap((stroke) => KEYS.get(stroke) ?? []);
}
