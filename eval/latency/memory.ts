import { type Case, quantile, start } from "./measure.ts";

const GNU_TIME = "/usr/bin/time";

/** Median peaks of the resident memory in MiB by name; empty where GNU time is missing. */
export async function measurePeaks(
  cases: readonly Case[],
  rounds: number,
): Promise<Map<string, number>> {
  if (!hasGnuTime()) return new Map();
  const peaks = new Map(cases.map((one): [string, number[]] => [one.name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const one of cases) peaks.get(one.name)?.push(await peakOf(one));
  }
  return new Map([...peaks].map(([name, values]) => [name, quantile(values, 0.5)]));
}

async function peakOf(one: Case): Promise<number> {
  const report = await Deno.makeTempFile();
  await start({
    ...one,
    command: GNU_TIME,
    args: ["-f", "%M", "-o", report, one.command, ...one.args],
  });
  const kilobytes = Number(Deno.readTextFileSync(report).trim().split("\n").at(-1));
  Deno.removeSync(report);
  return kilobytes / 1024;
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
