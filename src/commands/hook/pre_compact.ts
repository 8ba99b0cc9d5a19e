import { encodeCompactionBlock } from "../../clients/claude_code/reply.ts";
import { decideCompaction } from "../../decide/gates.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { renderCompactionHeld } from "../../render/gates.ts";
import type { Handler } from "../hook.ts";
import { answer, isSilenced } from "./opened.ts";

/** The compact guard, where the person asked for it. A compaction they ask for is never held. */
export const handle: Handler = (event, host) => {
  if (event.fields.trigger !== "auto" || isSilenced(host)) return null;
  return answer(event, host, ({ store, session, config, situation, now }) => {
    const verdict = decideCompaction(situation().windows, config.compactGuardMin, now);
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
};
