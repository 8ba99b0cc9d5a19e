import { readWatermark, writeWatermark } from "../../io/store/watermarks.ts";
import { asText } from "../../model/decode.ts";
import { MAX_KIND_CHARS, withEnded } from "../../model/watermark.ts";
import { gatherFlow } from "../flow.ts";
import type { Handler } from "../hook.ts";
import { answer } from "./opened.ts";

/**
 * Notes that a subagent ended, so that the main agent is told its cost at its own next event: an
 * answer to this one would make the subagent go on.
 */
export const handle: Handler = (event, host) => {
  const kind = asText(event.fields.agent_type, MAX_KIND_CHARS);
  const id = event.agentId;
  // The client's own compaction agent ends without a type.
  if (kind === null || id === null) return null;
  answer(event, host, ({ store, now }) => {
    store.transaction(() => {
      const told = readWatermark(store, event.sessionId);
      const agents = withEnded(told.agents, { id, kind, endedAt: now });
      writeWatermark(store, event.sessionId, { ...told, agents }, now);
    });
    gatherFlow(store, event, host);
  });
  return null;
};
