/** Between two looks: short enough to feel immediate, long enough to leave the two cores alone. */
const PAUSE_MS = 60;

/** A hang limit, not a performance claim: a loaded machine may be slow. */
export const HANG_LIMIT_MS = 120_000;

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Asks `probe` until it returns something other than null, and returns that. Throws after
 * `limitMs` with `describe()`, which should show what there was instead.
 */
export async function until<T>(
  probe: () => T | null | Promise<T | null>,
  describe: () => string | Promise<string>,
  limitMs = HANG_LIMIT_MS,
): Promise<T> {
  const end = Date.now() + limitMs;
  while (true) {
    const found = await probe();
    if (found !== null) return found;
    if (Date.now() > end) throw new Error(`after ${limitMs / 1000} s: ${await describe()}`);
    await pause(PAUSE_MS);
  }
}
