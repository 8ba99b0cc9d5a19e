import {
  ANYTHING,
  EMPTY,
  large,
  NODE,
  NODE_HOOK,
  NODE_TAP,
  VERBS,
  WITH_CERTIFICATES,
} from "./cases.ts";
import { CROWD, type Crowd } from "./crowd.ts";
import type { Machine } from "./machine.ts";
import { memoryRatio, pairRatio, quantile, type Rounds, type Run } from "./measure.ts";
import type { Filled } from "./store.ts";
import type { Target } from "./targets.ts";

/** Everything one run measured. */
export interface Results {
  readonly machine: Machine;
  readonly command: string;
  /** What the measured program says of itself. */
  readonly version: string;
  readonly rounds: Rounds;
  /** Highest load of a minute while the rounds ran; they alone make it 1 to 2. */
  readonly highestLoad: number;
  readonly run: Run;
  readonly once: Run;
  readonly crowds: readonly Crowd[];
  readonly filled: Filled;
  readonly transcriptMB: number;
  readonly targets: readonly Target[];
}

/** The page that is committed. */
export function renderResults(results: Results): string {
  const { run, once, targets, crowds } = results;
  const missed = targets.filter(({ held }) => held === false).length;
  const parts = [
    "# What a start costs",
    `Written by \`${results.command}\`; do not edit. Targets held: ` +
    `${targets.filter(({ held }) => held === true).length}, missed: ${missed}, not measured: ` +
    `${targets.filter(({ held }) => held === null).length}.`,
    machineLines(results),
    "## Targets",
    "Ratios are medians over the pairs of all rounds, both of a pair from the same round.",
    table(
      ["what", "to hold", "found", ""],
      targets.map(({ what, limit, found, held }) => [
        what,
        limit,
        found,
        held === null ? "" : held ? "held" : "MISSED",
      ]),
    ),
    describeFloor(run),
    "## New state directory",
    "Nothing stored but what the rounds themselves store; a transcript of some kilobytes.",
    timeTable(run, [
      ...[ANYTHING, EMPTY, NODE, NODE_TAP, NODE_HOOK],
      ...[NODE, NODE_TAP].map((name) => `${name}${WITH_CERTIFICATES}`),
      ...VERBS,
    ]),
    "## Large state directory",
    `${describeFill(results)}`,
    timeTable(run, VERBS.map(large)),
    "## Once only",
    "Not judged: the first tap of all creates the store; the first prompt after an installation in " +
    "the middle of a session takes up its long transcript at the last two megabytes.",
    timeTable(once, [...once.keys()]),
    `## ${CROWD} processes at once`,
    "Empty programs, then taps of as many sessions on one new state directory. The first crowds warm " +
    "up: a virtual machine is given memory when it is first touched, and they touch gigabytes of it. " +
    "Their times are shown and not judged; what they stored is.",
    table(
      ["empty programs", "taps", "ratio", "judged", "sessions stored", "database", "faults"],
      crowds.map(({ emptySec, tapSec, isWarmUp, stored, intact, faults }) => [
        `${emptySec.toFixed(2)} s`,
        `${tapSec.toFixed(2)} s`,
        `${(tapSec / emptySec).toFixed(2)}x`,
        isWarmUp ? "no" : "yes",
        String(stored),
        intact ? "intact" : "DAMAGED",
        String(faults),
      ]),
    ),
    "## How it is measured",
    METHOD,
    "## What is not measured",
    "macOS, Windows and Linux on ARM: only the system above was. Nor a cold disk: every file is in " +
    "the page cache.",
  ];
  return `${parts.join("\n\n")}\n`;
}

const METHOD =
  "Whole processes, from the start to the end, standard input fed through a pipe. In " +
  "each round every program is started once, those on the new and on the large state directory " +
  "alike, in another order each time. Every payload differs from the one before, so every tap " +
  "stores; before every hook the transcript grows by an answer and a tool's result. After the run " +
  "it is checked that every prompt's stamp is in the journal and that no fault was recorded.\n\n" +
  "The empty program is compiled by the same Deno with `--no-code-cache` and both executables are " +
  "put into place in blocks of 4 KiB, as the installer does. `tap in Node` and `prompt hook in " +
  "Node` are ours (`eval/latency/in_node.mjs`): they read the payload, merge it into a JSON file " +
  "that is replaced by a rename, and print a line; no store, no forecast, built-in modules only. " +
  "They bound the Node original from below. Rows with NODE_EXTRA_CA_CERTS are shown where this is " +
  "set, and not judged: Node then reads certificates at every start.";

function machineLines({ machine, rounds, version, highestLoad }: Results): string {
  const { processor, cores, system, deno, node, date, load } = machine;
  return [
    `- ${processor}, ${cores} cores; ${system}`,
    `- ${version}; Deno ${deno}; ${node === null ? "no Node" : `Node ${node}`}`,
    `- ${date}, ${rounds.wall} rounds, ${rounds.memory} for memory; load before the run ` +
    `${load.toFixed(2)}, at most ${
      highestLoad.toFixed(2)
    } during the rounds (alone they make 1 to 2)`,
  ].join("\n");
}

/** What no program of this runtime can be better than, and why a machine may seem to say otherwise. */
function describeFloor(run: Run): string {
  if (!run.has(NODE)) return "There is no Node on this machine to compare with.";
  const to = (name: string) => `${pairRatio(run, EMPTY, name).toFixed(2)}x`;
  const certificates = `${NODE}${WITH_CERTIFICATES}`;
  const slower = run.has(certificates)
    ? ` With NODE_EXTRA_CA_CERTS set, as here, Node starts slower: then it is ${to(certificates)}.`
    : "";
  return `The empty program itself takes ${
    to(NODE)
  } what \`${NODE}\` takes in a plain environment, ` +
    `and ${to(NODE_TAP)} what the tap in Node takes.${slower}`;
}

function describeFill({ filled, transcriptMB }: Results): string {
  const { tables, rows, megabytes } = filled;
  return `${rows} rows in a store of ${megabytes.toFixed(0)} MB, all of the measured account ` +
    `(${tables.map(({ name, rows }) => `${name} ${rows}`).join(", ")}), and a transcript of ` +
    `${transcriptMB.toFixed(0)} MB.`;
}

function timeTable(run: Run, names: readonly string[]): string {
  return table(
    [
      "program",
      "median",
      "middle half",
      "19 of 20 under",
      `to an ${EMPTY}`,
      "peak memory",
      `to an ${EMPTY}`,
    ],
    names.filter((name) => run.has(name)).map((name) => {
      const wallMs = run.get(name)?.wallMs ?? [];
      const peakMiB = run.get(name)?.peakMiB ?? null;
      const ms = (share: number) => quantile(wallMs, share).toFixed(1);
      return [
        name,
        `${ms(0.5)} ms`,
        `${ms(0.25)} to ${ms(0.75)} ms`,
        `${ms(0.95)} ms`,
        `${pairRatio(run, name, EMPTY).toFixed(2)}x`,
        peakMiB === null ? "not measured" : `${peakMiB.toFixed(1)} MiB`,
        peakMiB === null ? "" : `${memoryRatio(run, name, EMPTY).toFixed(2)}x`,
      ];
    }),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}
