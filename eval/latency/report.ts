import { CROWD, type Crowds } from "./crowd.ts";
import type { Machine } from "./machine.ts";
import type { Measured } from "./measure.ts";

/** Everything one run measured. */
export interface Results {
  readonly machine: Machine;
  readonly rounds: number;
  readonly warm: readonly Measured[];
  readonly large: readonly Measured[];
  readonly crowds: Crowds;
}

// What the design asks for, as ratios within one run.
const MAX_OF_EMPTY = 1.35;
const MAX_OF_NODE = 0.7;
const MAX_MEMORY_OF_EMPTY = 1.15;
const MAX_LINE_MS = 5;
const MAX_LARGE = 1.1;
const MAX_CROWD = 1.5;

const FLOOR = "/bin/true";
const EMPTY = "empty program";
const NODE = "node -e 0";
const HOT = ["tap", "hook user-prompt-submit"];

/** The page that is committed. */
export function renderResults(results: Results): string {
  const { machine } = results;
  return [
    "# What a start costs",
    "",
    "Made by `.ci/deno run -A eval/latency/main.ts`; not edited by hand.",
    "",
    `- ${machine.processor}, ${machine.cores} cores, ${machine.system}`,
    `- ${machine.date}, ${results.rounds} rounds, all programs in turn within each`,
    `- load per core before the run: ${machine.loadPerCore.toFixed(2)}${
      machine.loadPerCore > 0.3 ? " (the machine was busy: read the ratios with care)" : ""
    }`,
    `- a start includes what starting any process takes here (${FLOOR}); the ratios are without it`,
    "",
    "## A store of one account",
    "",
    ...table(results.warm),
    "",
    "## A million rows in the store, a transcript of 200 MB",
    "",
    ...table(results.large),
    "",
    `## ${CROWD} processes at once on one state directory`,
    "",
    `Empty programs ${results.crowds.emptySec.toFixed(1)} s, taps ${
      results.crowds.tapSec.toFixed(1)
    } s; sessions stored: ${results.crowds.stored.join(", ")} of ${CROWD}.`,
    "",
    "## Against the numbers to hold",
    "",
    "| what | measured | to hold | |",
    "|---|---|---|---|",
    ...verdicts(results),
    "",
  ].join("\n");
}

function table(rows: readonly Measured[]): string[] {
  return [
    "| program | median | middle half | of the empty program | peak memory | of the empty program |",
    "|---|---|---|---|---|---|",
    ...rows.map((row) => {
      const { medianMs, quartilesMs: [low, high], peakMiB } = row;
      const isFloor = row.name === FLOOR;
      return `| ${row.name} | ${medianMs.toFixed(1)} ms | ${low.toFixed(1)} to ${
        high.toFixed(1)
      } ms | ${isFloor ? "" : `${ratio(rows, row.name, EMPTY).toFixed(2)}x`} | ${
        peakMiB === null ? "not measured" : `${peakMiB.toFixed(1)} MiB`
      } | ${isFloor || peakMiB === null ? "" : `${memoryRatio(rows, row.name).toFixed(2)}x`} |`;
    }),
  ];
}

function verdicts({ warm, large, crowds }: Results): string[] {
  const nodes = warm.filter((row) => row.name.startsWith(NODE)).map((row) => row.name);
  const rows = HOT.flatMap((name) => [
    verdict(`${name} to the empty program`, ratio(warm, name, EMPTY), MAX_OF_EMPTY),
    ...nodes.map((node) => verdict(`${name} to ${node}`, ratio(warm, name, node), MAX_OF_NODE)),
    verdict(`${name}, large store to small`, largeRatio(warm, large, name), MAX_LARGE),
  ]);
  const lineMs = find(warm, "line").medianMs - find(warm, EMPTY).medianMs;
  return [
    ...rows,
    verdict("memory of tap to the empty program", memoryRatio(warm, "tap"), MAX_MEMORY_OF_EMPTY),
    verdict("line over the empty program", lineMs, MAX_LINE_MS, " ms"),
    verdict(`${CROWD} taps to ${CROWD} empty programs`, crowds.tapSec / crowds.emptySec, MAX_CROWD),
    `| sessions lost by ${CROWD} taps | ${CROWD - Math.min(...crowds.stored)} | none | ${
      crowds.stored.every((count) => count === CROWD) ? "held" : "MISSED"
    } |`,
  ];
}

function verdict(what: string, value: number, limit: number, unit = "x"): string {
  const shown = Number.isNaN(value) ? "not measured" : `${value.toFixed(2)}${unit}`;
  const held = Number.isNaN(value) ? "" : value < limit ? "held" : "MISSED";
  return `| ${what} | ${shown} | under ${limit}${unit} | ${held} |`;
}

function find(rows: readonly Measured[], name: string): Measured {
  const row = rows.find((measured) => measured.name === name);
  if (row === undefined) throw new Error(`${name} was not measured`);
  return row;
}

/** Median of one program to that of another, each without what any start takes. */
function ratio(rows: readonly Measured[], name: string, other: string): number {
  const floor = find(rows, FLOOR).medianMs;
  return (find(rows, name).medianMs - floor) / (find(rows, other).medianMs - floor);
}

// Each against the empty program of its own run: the machine may have changed in between.
function largeRatio(
  warm: readonly Measured[],
  large: readonly Measured[],
  name: string,
): number {
  return ratio(large, name, EMPTY) / ratio(warm, name, EMPTY);
}

function memoryRatio(rows: readonly Measured[], name: string): number {
  return (find(rows, name).peakMiB ?? NaN) / (find(rows, EMPTY).peakMiB ?? NaN);
}
