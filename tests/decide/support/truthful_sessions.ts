// A model of one account and the sessions that spend it. Every session reports truthfully what the
// header of its own last response said, whenever it likes and as often as it likes.

import type { EpochSec, Pct } from "../../../src/model/units.ts";
import { type Replay, startReplay } from "./replay.ts";

const WINDOW_SEC = 5 * 3600;

/** One thing that happens; `afterSec` seconds after the one before. */
export type Step =
  & { readonly afterSec: number; readonly session: number }
  & (
    | { readonly kind: "header"; readonly spentPct: Pct }
    | { readonly kind: "finish" | "report" }
    | { readonly kind: "early-reset"; readonly movesDate: boolean }
  );

interface Figure {
  readonly leftPct: Pct;
  readonly resetAt: EpochSec;
}

interface Session {
  costUsd: number;
  figure: Figure | null;
  running: boolean;
  unreported: boolean;
}

/** The account as it is, and as the merge rule sees it. */
export interface World {
  readonly replay: Replay;
  readonly step: (step: Step) => void;
  readonly now: () => EpochSec;
  /** The figure of the newest response, once its session has reported it; null before. */
  readonly newestReported: () => Figure | null;
  /** Lets every session report, then repeat itself. */
  readonly settle: () => void;
}

/** An account with a full window and sessions that have had no response yet. */
export function startWorld(sessionCount: number): World {
  const replay = startReplay();
  const sessions: Session[] = Array.from({ length: sessionCount }, () => (
    { costUsd: 0, figure: null, running: false, unreported: true }
  ));
  let now = 1_795_000_000;
  let usedPct = 0;
  let resetAt = now;
  let newest: { readonly session: Session; readonly figure: Figure } | null = null;

  function report(index: number): void {
    const session = sessions[index];
    if (session === undefined) return;
    session.unreported = false;
    // The client leaves out a window whose reset has passed.
    const figure = session.figure !== null && session.figure.resetAt > now ? session.figure : null;
    replay.report({
      at: now,
      session: `s${index}`,
      leftPct: figure?.leftPct ?? null,
      resetAt: figure?.resetAt ?? null,
      costUsd: session.costUsd,
    });
  }

  function header(index: number, spentPct: Pct): void {
    const session = sessions[index];
    if (session === undefined) return;
    finish(index);
    // The client reports the end of a response a third of a second later, before the next begins.
    if (session.unreported) report(index);
    now += 1;
    if (now >= resetAt) [usedPct, resetAt] = [0, now + WINDOW_SEC];
    usedPct = Math.min(100, Math.round((usedPct + spentPct) * 10) / 10);
    session.figure = { leftPct: Math.round((100 - usedPct) * 10) / 10, resetAt };
    session.running = true;
    session.unreported = true;
    newest = { session, figure: session.figure };
  }

  function finish(index: number): void {
    const session = sessions[index];
    if (session?.running !== true) return;
    session.costUsd += 0.01;
    session.running = false;
    session.unreported = true;
  }

  return {
    replay,
    now: () => now,
    newestReported: () =>
      newest === null || newest.session.unreported || newest.session.running ? null : newest.figure,
    settle: () => {
      for (let index = 0; index < 2 * sessionCount; index++) {
        now += 1;
        finish(index % sessionCount);
        report(index % sessionCount);
      }
    },
    step: (step) => {
      now += step.afterSec;
      switch (step.kind) {
        case "header":
          return header(step.session % sessionCount, step.spentPct);
        case "finish":
          return finish(step.session % sessionCount);
        case "report":
          return report(step.session % sessionCount);
        case "early-reset":
          usedPct = 0;
          if (step.movesDate && now < resetAt) resetAt = now + WINDOW_SEC;
      }
    },
  };
}
