import { encodeContext, encodeDenial } from "../../clients/claude_code/reply.ts";
import { decideLaunch, isExpensiveLaunch } from "../../decide/gates.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { isFocused } from "../../io/store/focus.ts";
import { asText } from "../../model/decode.ts";
import { renderLaunchDenied, renderLaunchWarned } from "../../render/gates.ts";
import type { Handler } from "../hook.ts";
import { isSilenced } from "../silence.ts";
import { answer } from "./opened.ts";

/**
 * The launch gate, where the person asked for it: denies an expensive launch late in a window. A
 * focused run is warned instead.
 */
export const handle: Handler = (event, host) => {
  const tool = asText(event.fields.tool_name, 100);
  if (tool === null || !isExpensiveLaunch(tool) || isSilenced(host)) return null;
  return answer(event, host, ({ store, session, config, situation, now }) => {
    if (!config.launchGate) return null;
    const verdict = decideLaunch(situation().windows, now);
    if (verdict.kind === "open") return null;
    // A focused run may spend the window to its floor, so it is told what it bets.
    const warns = isFocused(store, event.sessionId, now);
    const { key, headroomPct } = verdict.window;
    store.transaction(() =>
      appendEntry(store, {
        at: now,
        kind: warns ? "launch-warned" : "launch-denied",
        sessionId: event.sessionId,
        account: session?.account ?? null,
        detail: { tool, window: key, headroomPct },
      })
    );
    if (warns) {
      return encodeContext("PreToolUse", renderLaunchWarned(tool, verdict.window, now, host.zone));
    }
    return encodeDenial(renderLaunchDenied(tool, verdict.window, now, host.zone));
  });
};
