import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import process from "node:process";
import type { Command } from "../io/host.ts";
import { SERVER_INSTRUCTIONS } from "../render/mcp.ts";
import { registerResourceState } from "./mcp/resource_state.ts";

/** Serves the agent's questions over standard input and output until the client goes away. */
export const run: Command = async (_args, host) => {
  const server = new McpServer(
    { name: "tokenroom", version: host.build.version },
    { instructions: SERVER_INSTRUCTIONS },
  );
  registerResourceState(server, host);
  const gone = new Promise<number>((resolve) => {
    server.server.onclose = () => resolve(0);
    process.stdin.once("end", () => resolve(0));
    // The client interrupts its servers when it exits.
    Deno.addSignalListener("SIGINT", () => resolve(0));
    if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", () => resolve(0));
  });
  await server.connect(new StdioServerTransport());
  return await gone;
};
