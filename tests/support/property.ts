import fc from "fast-check";

// A property gets this long; what it has not tried by then another run will.
const TIME_LIMIT_MS = 800;

/**
 * Checks a property on random values. A failure names its seed; TOKENROOM_SEED=<seed> repeats it.
 */
export function holds<Ts>(property: fc.IProperty<Ts>, runs = 400): void {
  const seed = Number(Deno.env.get("TOKENROOM_SEED") ?? Math.floor(Math.random() * 2 ** 31));
  fc.assert(property, { seed, numRuns: runs, interruptAfterTimeLimit: TIME_LIMIT_MS });
}

/** The same for a property that waits for something; it gets `limitMs`. */
export async function holdsInTime<Ts>(
  property: fc.IAsyncProperty<Ts>,
  limitMs: number,
  runs = 400,
): Promise<void> {
  const seed = Number(Deno.env.get("TOKENROOM_SEED") ?? Math.floor(Math.random() * 2 ** 31));
  await fc.assert(property, { seed, numRuns: runs, interruptAfterTimeLimit: limitMs });
}

/** Values that break decoders: near misses of what is expected, and what never is. */
export function hostileValue(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(...NEAR_MISSES),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: 0, max: 2_000_000_000 }),
    fc.integer({ min: 0, max: 120 }),
    fc.integer({ min: -10, max: 1200 }).map((value) => String(value / 10)),
  );
}

const NEAR_MISSES: readonly unknown[] = [
  "NaN",
  "Infinity",
  "-Infinity",
  "1e999",
  "0x10",
  "47%",
  "",
  " ",
  "null",
  "\u0000",
  "\ud83d",
  "../../etc/passwd",
  "constructor",
  "__proto__",
  1e308,
  -1e308,
  5e-324,
  -0,
  1795395838,
  1795395838000,
  1795395838000000,
  500_000_000_000,
  999_999_999,
  99_999_999_999.9,
  14.000000000000002,
  100.4,
  true,
  false,
  null,
  [],
  {},
  [[[[[[]]]]]],
  { used_percentage: 47 },
];

/** A JSON object over the field names that a decoder looks for, each perhaps absent or hostile. */
export function hostileRecord(
  names: readonly string[],
  inner: fc.Arbitrary<unknown> = hostileValue(),
): fc.Arbitrary<Record<string, unknown>> {
  const named = Object.fromEntries(names.map((name) => [name, inner]));
  return fc.record(named, { requiredKeys: [] });
}
