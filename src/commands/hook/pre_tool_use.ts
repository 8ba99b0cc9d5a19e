import { encodeDenial } from "../../clients/claude_code/reply.ts";
import { decideLaunch, isExpensiveLaunch } from "../../decide/gates.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { asText } from "../../model/decode.ts";
import { renderLaunchDenied } from "../../render/gates.ts";
import type { Handler } from "../hook.ts";
import { answer, isSilenced } from "./opened.ts";

/** The launch gate, where the person asked for it: denies an expensive launch late in a window. */
export const handle: Handler = (event, host) => {
  const tool = asText(event.fields.tool_name, 100);
  if (tool === null || !isExpensiveLaunch(tool) || isSilenced(host)) return null;
  return answer(event, host, ({ store, session, config, situation, now }) => {
    if (!config.launchGate) return null;
    const verdict = decideLaunch(situation().windows, now);
    if (verdict.kind === "open") return null;
    store.transaction(() =>
      appendEntry(store, {
        at: now,
        kind: "launch-denied",
        sessionId: event.sessionId,
        account: session?.account ?? null,
        detail: { tool, window: verdict.window.key, headroomPct: verdict.window.headroomPct },
      })
    );
    return encodeDenial(renderLaunchDenied(tool, verdict.window, now, host.zone));
  });
};
