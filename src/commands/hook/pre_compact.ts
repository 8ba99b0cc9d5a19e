import type { HookEvent } from "../../clients/claude_code/event.ts";
import { encodeCompactionBlock } from "../../clients/claude_code/reply.ts";
import { decideCompaction } from "../../decide/gates.ts";
import type { Host } from "../../io/host.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { renderCompactionHeld } from "../../render/gates.ts";
import { attempt } from "../attempt.ts";
import { openForCompaction, prepareCompaction } from "../compaction.ts";
import type { Handler } from "../hook.ts";
import { isSilenced } from "../silence.ts";

const VERB = "hook pre-compact";

/**
 * The compact guard, where the person asked for it; a compaction they ask for is never held. And
 * before every compaction that goes ahead: what is needed after it, and what the summary must keep.
 */
export const handle: Handler = (event, host) => {
  if (isSilenced(host)) return null;
  const held = attempt(VERB, host, () => hold(event, host));
  if (held !== null) return held;
  // A subagent's conversation is not the one that is come back to.
  return event.agentId === null ? prepareCompaction(VERB, event, host) : null;
};

function hold(event: HookEvent, host: Host): string | null {
  if (event.fields.trigger !== "auto") return null;
  return openForCompaction(event, host, ({ store, config, session, windows, now }) => {
    if (config.compactGuardMin === null) return null;
    const verdict = decideCompaction(windows(), config.compactGuardMin, now);
    if (verdict.kind === "open") return null;
    store.transaction(() =>
      appendEntry(store, {
        at: now,
        kind: "compaction-held",
        sessionId: event.sessionId,
        account: session?.account ?? null,
        detail: { window: verdict.window.key, resetAt: verdict.window.resetAt },
      })
    );
    return encodeCompactionBlock(renderCompactionHeld(verdict.window, now, host.zone));
  });
}
