/** Wraps text in a terminal colour, or leaves it alone where colour is off. */
export function paint(
  text: string,
  colour: "yellow" | "red" | "dim" | "bold",
  on: boolean,
): string {
  if (!on) return text;
  const code = { yellow: 33, red: 31, dim: 2, bold: 1 }[colour];
  return `\x1b[${code}m${text}\x1b[0m`;
}

/** Text from outside made safe for one line of a terminal: controls of any kind become spaces. */
export function plain(text: string): string {
  // Also the marks that turn the direction of writing: they would reorder the rest of the line.
  // deno-lint-ignore no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, " ");
}
