/** Columns of the terminal that standard output goes to; null: it is none, or does not tell. */
export function terminalColumns(): number | null {
  try {
    const { columns } = Deno.consoleSize();
    return columns > 0 ? columns : null;
  } catch {
    // No terminal at all.
    return null;
  }
}
