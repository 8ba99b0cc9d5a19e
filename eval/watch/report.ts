import type { Machine } from "../latency/machine.ts";

/** Percent of one core that the pane may take. */
export const LIMIT_PCT = 1;

/** What was measured of one case. */
export interface Case {
  readonly name: string;
  /** Percent of one core. */
  readonly pct: number;
  readonly spentMs: number;
  /** Memory that it holds, shared pages of the executable with it. */
  readonly megabytes: number;
}

/** The results as a page. */
export function renderReport(
  cases: readonly Case[],
  how: { readonly columns: number; readonly rows: number; readonly measuredSec: number },
  machine: Machine & { readonly version: string },
): string {
  const held = cases.filter(({ pct }) => pct < LIMIT_PCT).length;
  return `# What the live pane takes

Written by \`.ci/deno task eval:watch\`; do not edit. Targets held: ${held} of ${cases.length}.

- ${machine.processor}, ${machine.cores} cores; ${machine.system}
- ${machine.version}
- ${machine.date}; load before the run ${machine.load.toFixed(2)}

\`tokenroom watch\` in a terminal of ${how.columns}x${how.rows} (tmux), ticking once a second. Processor time is
that of the program, all its threads, in user and kernel, over ${how.measuredSec} seconds; the kernel counts it in
steps of 10 ms, ${
    (1 / how.measuredSec).toFixed(2)
  }% here. The reports are other processes and are not in it.

| case | to hold | found | | processor time | memory |
| --- | --- | --- | --- | --- | --- |
${
    cases.map(({ name, pct, spentMs, megabytes }) =>
      `| ${name} | under ${LIMIT_PCT}% | ${pct.toFixed(2)}% | ${
        pct < LIMIT_PCT ? "held" : "MISSED"
      } | ${Math.round(spentMs)} ms | ${Math.round(megabytes)} MiB |`
    ).join("\n")
  }
`;
}
