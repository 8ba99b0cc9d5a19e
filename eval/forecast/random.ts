// Seeded randomness, so that every figure of the report can be had again.

/** A stream of numbers that its seed determines. */
export interface Random {
  /** Uniform in [0, 1). */
  readonly unit: () => number;
  readonly between: (low: number, high: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly exponential: (mean: number) => number;
  /** Log-normal with this median; `sigma` is the deviation of its logarithm. */
  readonly logNormal: (median: number, sigma: number) => number;
}

/** A stream for a name and a number: equal arguments give equal streams. */
export function seededRandom(name: string, seed: number): Random {
  const unit = mulberry32(hash(`${name}/${seed}`));
  const exponential = (mean: number) => -mean * Math.log(1 - unit());
  const normal = () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
  return {
    unit,
    exponential,
    between: (low, high) => low + (high - low) * unit(),
    chance: (probability) => unit() < probability,
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
  };
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

// FNV-1a.
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
