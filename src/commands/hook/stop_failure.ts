import { type ApiError, decodeLine } from "../../clients/claude_code/transcript.ts";
import { isUsageLimitText } from "../../clients/claude_code/event.ts";
import type { HookEvent } from "../../clients/claude_code/event.ts";
import { mainWindow } from "../../decide/stamp.ts";
import type { Host } from "../../io/host.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { appendWindow } from "../../io/store/windows.ts";
import { findTranscript, readTail } from "../../io/transcript.ts";
import { gatherFlow } from "../flow.ts";
import type { Handler } from "../hook.ts";
import { answer } from "./opened.ts";

// The refusal is the last thing the client wrote; a tail of this size holds it.
const TAIL_BYTES = 256 * 1024;

/** Records the wall: a turn that ended because a budget was spent. A burst refused is none. */
export const handle: Handler = (event, host) => {
  if (event.fields.error !== "rate_limit") return null;
  const refusal = lastRefusal(event, host);
  if (!(refusal?.isUsageLimit ?? isUsageLimitText(event))) return null;
  answer(event, host, ({ store, session, situation, now }) => {
    gatherFlow(store, event, host);
    store.transaction(() => {
      const { windows } = situation();
      const main = mainWindow(windows);
      const key = refusal?.window ?? main?.key ?? null;
      const standing = windows.find((window) => window.key === key) ?? null;
      const resetAt = refusal?.resetAt ?? standing?.resetAt ?? null;
      const account = session?.account ?? null;
      // Spent until its reset, whatever the last percentage said.
      if (account !== null && key !== null && resetAt !== null && resetAt > now) {
        const spent = { key, headroomPct: 0, resetAt, observedAt: now, sessionId: event.sessionId };
        appendWindow(store, account, spent, now);
      }
      appendEntry(store, {
        at: now,
        kind: "wall",
        sessionId: event.sessionId,
        account,
        detail: {
          window: key,
          resetAt,
          headroomPct: standing?.headroomPct ?? null,
          costUsd: session?.activity.costUsd ?? null,
          projectDir: session?.projectDir ?? host.env.CLAUDE_PROJECT_DIR ?? null,
        },
      });
    });
  });
  return null;
};

function lastRefusal(event: HookEvent, host: Host): ApiError | null {
  const path = host.seal === null
    ? null
    : findTranscript(event.transcriptPath, host.seal, host.env);
  if (path === null) return null;
  for (const line of readTail(path, TAIL_BYTES).toReversed()) {
    const entry = line.includes('"isApiErrorMessage"') ? decodeLine(line) : null;
    if (entry?.kind === "api-error") return entry.apiError;
  }
  return null;
}
