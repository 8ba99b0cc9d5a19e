import { measurePeaks } from "./memory.ts";

/** One program to start again and again. */
export interface Case {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What happens before each start and is not measured. */
  readonly prepare?: () => void;
  /** Standard input of the next start. */
  readonly input: () => string;
}

/** What the starts of one case took. */
export interface Measured {
  readonly name: string;
  /** Wall time in milliseconds, one a round. */
  readonly wallMs: readonly number[];
  /** Median peak of the resident memory in MiB, or null where GNU time is missing. */
  readonly peakMiB: number | null;
}

/** How often all cases are started. */
export interface Rounds {
  readonly wall: number;
  readonly memory: number;
}

/** The cases of one run by name. */
export type Run = ReadonlyMap<string, Measured>;

/**
 * Starts all cases once a round, so that what disturbs the machine disturbs all alike. `afterRound`
 * is called between the rounds.
 */
export async function measure(
  cases: readonly Case[],
  rounds: Rounds,
  afterRound: () => void = () => {},
): Promise<Run> {
  const wallMs = new Map(cases.map((one): [string, number[]] => [one.name, []]));
  for (const one of cases) await start(one);
  for (let round = 0; round < rounds.wall; round++) {
    // In another order each round: none always runs after the same one.
    for (const one of shuffled(cases)) wallMs.get(one.name)?.push(await start(one));
    afterRound();
  }
  const peaks = await measurePeaks(cases, rounds.memory);
  return new Map(cases.map(({ name }) => [name, {
    name,
    wallMs: wallMs.get(name) ?? [],
    peakMiB: peaks.get(name) ?? null,
  }]));
}

/** Starts a program, feeds it, and returns the milliseconds until it has ended. Throws when it fails. */
export async function start({ command, args, env, prepare, input }: Case): Promise<number> {
  prepare?.();
  const bytes = new TextEncoder().encode(input());
  const started = performance.now();
  const child = new Deno.Command(command, {
    args: [...args],
    clearEnv: true,
    env,
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  const fed = writer.write(bytes).then(() => writer.close()).catch(() => {
    // A program that reads nothing may have ended already.
  });
  const { success } = await child.status;
  const tookMs = performance.now() - started;
  await fed;
  if (!success) throw new Error(`${args.join(" ")} failed`);
  return tookMs;
}

/** The value below which this share of the sorted values lies; NaN of no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Median of the ratios of two cases, each pair from one round; NaN when one was not measured. */
export function pairRatio(run: Run, name: string, other: string): number {
  const theirs = run.get(other)?.wallMs ?? [];
  const ratios = (run.get(name)?.wallMs ?? []).flatMap((ms, round) => {
    const their = theirs[round];
    return their === undefined ? [] : [ms / their];
  });
  return quantile(ratios, 0.5);
}

/** Ratio of the peaks of memory of two cases; NaN when one was not measured. */
export function memoryRatio(run: Run, name: string, other: string): number {
  return (run.get(name)?.peakMiB ?? NaN) / (run.get(other)?.peakMiB ?? NaN);
}

function shuffled<T>(values: readonly T[]): T[] {
  return values.map((value) => ({ value, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value);
}
