import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { decideStamp } from "../../decide/stamp.ts";
import type { Host } from "../../io/host.ts";
import { encodeState } from "../../model/resource_state.ts";
import { NO_REPORT, RESOURCE_STATE_TOOL } from "../../render/mcp.ts";
import { renderStamp } from "../../render/stamp.ts";
import { openForPerson } from "../newest.ts";
import { readSituation } from "../situation.ts";
import { callingSession } from "./caller.ts";

/** Adds the tool that answers with the published state of the calling session. */
export function registerResourceState(server: McpServer, host: Host): void {
  server.registerTool("resource_state", {
    title: RESOURCE_STATE_TOOL.title,
    description: RESOURCE_STATE_TOOL.description,
    annotations: { readOnlyHint: true, openWorldHint: false },
  }, () => {
    const store = openForPerson(host);
    try {
      const session = callingSession(store, host);
      if (session === null) return { content: [{ type: "text", text: NO_REPORT }] };
      const situation = readSituation(store, session, session.configDir ?? "", host);
      const now = host.now();
      const text = renderStamp(
        decideStamp(situation, null, now),
        now,
        host.zone,
      );
      const state = encodeState({ ...situation, session, account: session.account }, now);
      return {
        content: [{ type: "text", text: text ?? NO_REPORT }],
        structuredContent: state,
      };
    } finally {
      store.db.close();
    }
  });
}
