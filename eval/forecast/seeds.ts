/** Seeds of a set: `count` whole numbers from `first` on. */
export interface Seeds {
  readonly first: number;
  readonly count: number;
}

/** Seeds on which constants were chosen; nothing is reported of them. */
export const TUNING: Seeds = { first: 1000, count: 24 };
/** Seeds of the report. No constant was chosen by looking at them. */
export const HELD_OUT: Seeds = { first: 5000, count: 40 };
/** A few more for the quick run of the tests. */
export const QUICK: Seeds = { first: 9000, count: 3 };

/** The seeds of a set as a list. */
export function listSeeds({ first, count }: Seeds): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
