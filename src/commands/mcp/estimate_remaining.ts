import { decideRemaining, type Known } from "../../decide/remaining.ts";
import type { Tokens } from "../../model/units.ts";
import { renderWithheld } from "../../render/mcp_answers.ts";
import { encodeRemaining, renderRemaining } from "../../render/remaining.ts";
import type { Asked, Reply } from "./answering.ts";
import { type Budgets, readBudgets } from "./budgets.ts";

/** What remains of every budget at the pace of late. */
export function answer(_input: unknown, asked: Asked): Reply {
  const { now, host } = asked;
  const budgets = readBudgets(asked);
  const { situation, withheld } = budgets;
  const room = roomOf(budgets);
  const report = {
    windows: budgets.looks.map((look) => decideRemaining(look, budgets.rates, now)),
    withheld: withheld === null ? null : renderWithheld(withheld),
    room,
    contextCalls: callsIn(room, budgets.growthPerCall),
    ceiling: situation.ceiling,
    cache: situation.cache,
    coldTokens: budgets.coldTokens,
    afterPauseTokens: budgets.afterPauseTokens,
  };
  return {
    kind: "answered",
    text: renderRemaining(report, now, host.zone),
    data: encodeRemaining(report, now),
    verdict: null,
  };
}

function roomOf({ situation: { room, context, ceiling } }: Budgets): Known<Tokens> {
  if (room !== null) return { value: room.roomTokens, why: null };
  if (context === null) return { value: null, why: "no-report" };
  return { value: null, why: ceiling === null ? "no-ceiling" : "not-measured" };
}

function callsIn(room: Known<Tokens>, growth: Tokens | null): Known<number> {
  if (room.why !== null) return { value: null, why: room.why };
  if (growth === null) return { value: null, why: "few-calls" };
  return { value: Math.floor(room.value / growth), why: null };
}
