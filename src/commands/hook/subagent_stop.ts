import { readAgentFlow } from "../../io/store/flows.ts";
import { readWatermark, writeWatermark } from "../../io/store/watermarks.ts";
import { asIdentifier } from "../../model/decode.ts";
import { gatherFlow } from "../flow.ts";
import type { Handler } from "../hook.ts";
import { answer } from "./opened.ts";

/**
 * Keeps what a subagent cost until the main agent can be told: an answer to this event would make
 * the subagent go on.
 */
export const handle: Handler = (event, host) => {
  const kind = asIdentifier(event.fields.agent_type);
  // The client's own compaction agent ends without a type.
  if (kind === null || event.agentId === null) return null;
  const { agentId } = event;
  answer(event, host, ({ store, now }) => {
    gatherFlow(store, event, host);
    store.transaction(() => {
      const spent = readAgentFlow(store, event.sessionId, agentId);
      if (spent.messages === 0) return;
      const told = readWatermark(store, event.sessionId);
      const ended = { kind, weight: spent.weight, usd: spent.usd };
      const endedAgents = [...told.endedAgents, ended];
      writeWatermark(store, event.sessionId, { ...told, endedAgents }, now);
    });
  });
  return null;
};
