/** One program to start again and again. */
export interface Case {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Standard input of the next start. */
  readonly input: () => string;
}

/** What the starts of one case took. */
export interface Measured {
  readonly name: string;
  /** Median of the wall time in milliseconds. */
  readonly medianMs: number;
  /** The middle half of all starts lies between these. */
  readonly quartilesMs: readonly [number, number];
  /** Median peak of the resident memory in MiB, or null where GNU time is missing. */
  readonly peakMiB: number | null;
}

const MEMORY_ROUNDS = 9;
const GNU_TIME = "/usr/bin/time";

/** Starts the cases in turn, `rounds` times, so that what disturbs the machine disturbs all alike. */
export async function measure(cases: readonly Case[], rounds: number): Promise<Measured[]> {
  const wall = cases.map((): number[] => []);
  const peaks = cases.map((): number[] => []);
  for (const one of cases) await start(one.command, one.args, one);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < cases.length; turn++) {
      // Each round begins with another case: none always runs after the same one.
      const index = (turn + round) % cases.length;
      const one = cases[index];
      if (one !== undefined) wall[index]?.push(await start(one.command, one.args, one));
    }
  }
  for (let round = 0; round < MEMORY_ROUNDS && hasGnuTime(); round++) {
    for (const [index, one] of cases.entries()) peaks[index]?.push(await peakOf(one));
  }
  return cases.map((one, index) => ({
    name: one.name,
    medianMs: quantile(wall[index] ?? [], 0.5),
    quartilesMs: [quantile(wall[index] ?? [], 0.25), quantile(wall[index] ?? [], 0.75)],
    peakMiB: peaks[index]?.length === 0 ? null : quantile(peaks[index] ?? [], 0.5),
  }));
}

/** The value below which this share of the sorted values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Starts a program, feeds it, and returns the milliseconds until it has ended. Throws when it fails. */
export async function start(
  command: string,
  args: readonly string[],
  { env, input }: Pick<Case, "env" | "input">,
): Promise<number> {
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
  if (!success) throw new Error(`${command} ${args.join(" ")} failed`);
  return tookMs;
}

function hasGnuTime(): boolean {
  try {
    const { stdout, stderr } = new Deno.Command(GNU_TIME, { args: ["--version"] }).outputSync();
    return new TextDecoder().decode(new Uint8Array([...stdout, ...stderr])).includes("GNU");
  } catch {
    // No such program.
    return false;
  }
}

async function peakOf(one: Case): Promise<number> {
  const report = await Deno.makeTempFile();
  await start(GNU_TIME, ["-f", "%M", "-o", report, one.command, ...one.args], one);
  const kilobytes = Number(Deno.readTextFileSync(report).trim().split("\n").at(-1));
  Deno.removeSync(report);
  return kilobytes / 1024;
}
