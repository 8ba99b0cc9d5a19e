import { asRecord } from "../../model/decode.ts";
import type { SaidToAgent } from "../../model/wiring.ts";

// `padded-countdown` starts at 15 million at each prompt, the other two never move.
const COUNTS: Readonly<Record<string, SaidToAgent["tokensLeft"]>> = {
  countdown: "true",
  off: "none",
  "padded-countdown": "made-up",
  fixed: "made-up",
  infinite: "made-up",
};

/** Reads settings as the client does: its variable first, unknown values like unset ones. */
export function decodeSaidToAgent(settings: unknown): SaidToAgent {
  const root = asRecord(settings);
  const variable = asRecord(root?.env)?.CLAUDE_CODE_TOTAL_TOKENS_REMINDER;
  return {
    tokensLeft: countOf(variable) ?? countOf(root?.totalTokensReminder),
    compactsNever: root?.autoCompactEnabled === false,
  };
}

function countOf(value: unknown): SaidToAgent["tokensLeft"] {
  return typeof value === "string" && Object.hasOwn(COUNTS, value) ? COUNTS[value] ?? null : null;
}
