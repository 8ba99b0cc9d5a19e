import { EMPTY, large, NODE, NODE_HOOK, NODE_TAP, type Verb, VERBS } from "./cases.ts";
import { CROWD, type Crowd } from "./crowd.ts";
import { memoryRatio, pairRatio, quantile, type Run } from "./measure.ts";

/** One number to hold. */
export interface Target {
  readonly what: string;
  readonly limit: string;
  readonly found: string;
  /** Null: not measured here. */
  readonly held: boolean | null;
}

// What the design promises, as ratios within one run.
const MAX_OF_EMPTY = 1.35;
const MAX_OF_NODE = 0.7;
const MAX_OF_SAME_IN_NODE = 0.5;
const MAX_OF_NEW_STATE = 1.1;
const MAX_MEMORY_OF_EMPTY = 1.15;
const MAX_CROWD = 1.5;
const MAX_LINE_MS = 5;

const HOT: readonly Verb[] = ["tap", "hook user-prompt-submit"];

/** Every target with what was found. */
export function judge(run: Run, crowds: readonly Crowd[]): Target[] {
  const timed = crowds.filter(({ isWarmUp }) => !isWarmUp);
  const crowdRatio = quantile(timed.map(({ tapSec, emptySec }) => tapSec / emptySec), 0.5);
  const least = (of: (crowd: Crowd) => number) => Math.min(...crowds.map(of));
  return [
    ...HOT.map((verb) =>
      under(`${verb} to an ${EMPTY}`, pairRatio(run, verb, EMPTY), MAX_OF_EMPTY)
    ),
    ...HOT.map((verb) => under(`${verb} to \`${NODE}\``, pairRatio(run, verb, NODE), MAX_OF_NODE)),
    under("tap to the same in Node", pairRatio(run, "tap", NODE_TAP), MAX_OF_SAME_IN_NODE),
    under(
      "hook user-prompt-submit to the same in Node",
      pairRatio(run, "hook user-prompt-submit", NODE_HOOK),
      MAX_OF_SAME_IN_NODE,
    ),
    ...VERBS.filter((verb) => verb.startsWith("hook ") && !HOT.includes(verb)).map((verb) =>
      under(`${verb} to an ${EMPTY}`, pairRatio(run, verb, EMPTY), MAX_OF_EMPTY)
    ),
    under("line over an empty program", overEmptyMs(run, "line"), MAX_LINE_MS, " ms"),
    ...VERBS.map((verb) =>
      under(
        `${verb}, large state to new`,
        pairRatio(run, large(verb), verb),
        MAX_OF_NEW_STATE,
      )
    ),
    under(`memory of tap to an ${EMPTY}`, memoryRatio(run, "tap", EMPTY), MAX_MEMORY_OF_EMPTY),
    under(
      `memory of tap, large state, to an ${EMPTY}`,
      memoryRatio(run, large("tap"), EMPTY),
      MAX_MEMORY_OF_EMPTY,
    ),
    under(`${CROWD} taps at once to ${CROWD} empty programs`, crowdRatio, MAX_CROWD),
    exactly("of them, sessions stored", least(({ stored }) => stored), CROWD),
    exactly("of them, figures stored exactly once", least(({ storedOnce }) => storedOnce), CROWD),
    exactly("databases not intact after them", crowds.filter(({ intact }) => !intact).length, 0),
    exactly("faults recorded by them", crowds.reduce((sum, { faults }) => sum + faults, 0), 0),
  ];
}

function under(what: string, value: number, limit: number, unit = "x"): Target {
  const isKnown = !Number.isNaN(value);
  return {
    what,
    limit: `under ${limit}${unit}`,
    found: isKnown ? `${value.toFixed(3)}${unit}` : "not measured",
    held: isKnown ? value < limit : null,
  };
}

function exactly(what: string, value: number, wanted: number): Target {
  return { what, limit: String(wanted), found: String(value), held: value === wanted };
}

function overEmptyMs(run: Run, name: string): number {
  const empty = run.get(EMPTY)?.wallMs ?? [];
  const over = (run.get(name)?.wallMs ?? []).map((ms, round) => ms - (empty[round] ?? NaN));
  return quantile(over, 0.5);
}
