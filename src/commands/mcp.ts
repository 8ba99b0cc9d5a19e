import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { ErrorCode, ListToolsRequestSchema, McpError } from "@modelcontextprotocol/sdk/types.js";
import type { Command } from "../io/host.ts";
import { asRecord } from "../model/decode.ts";
import { BAD_MESSAGE, noSuchTool, SERVER_INSTRUCTIONS } from "../render/mcp.ts";
import { parseArguments } from "./arguments.ts";
import { LOGIN_LOOK_MS, openLoginWatch } from "./mcp/login_watch.ts";
import { openStdio } from "./mcp/stdio.ts";
import { callTool, isTool, listTools, TOOL_NAMES } from "./mcp/tools.ts";

interface Request {
  readonly method: string;
  readonly params?: unknown;
}

/** Milliseconds between two looks whether the client that started this server is still there. */
const PARENT_LOOK_MS = 10_000;

/** Serves the agent's questions over standard input and output until the client goes away. */
export const run: Command = async (args, host) => {
  parseArguments("mcp", args);
  const startedAt = host.now();
  const server = new Server(
    { name: "tokenroom", version: host.build.version },
    { capabilities: { tools: {} }, instructions: SERVER_INSTRUCTIONS },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listTools() }));
  // Not through a request schema: what is wrong with a call is told in our words, by our own check.
  server.fallbackRequestHandler = async ({ method, params }: Request) => {
    if (method !== "tools/call") throw new McpError(ErrorCode.MethodNotFound, "Method not found");
    const name = asRecord(params)?.name;
    if (typeof name !== "string") throw new McpError(ErrorCode.InvalidParams, BAD_MESSAGE.call);
    if (!isTool(name)) {
      throw new McpError(ErrorCode.InvalidParams, noSuchTool(name, TOOL_NAMES));
    }
    return await callTool(name, asRecord(params)?.arguments, { host, startedAt });
  };
  const { transport, ended } = openStdio(host);
  await server.connect(transport);
  const look = openLoginWatch({ host, startedAt });
  void look();
  setInterval(look, LOGIN_LOOK_MS);
  await Promise.race([ended, interrupted(), parentGone()]);
  return 0;
};

// The client interrupts its servers when it exits.
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    Deno.addSignalListener("SIGINT", resolve);
    if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", resolve);
  });
}

// A killed client closes our input, unless another process holds it open as well.
function parentGone(): Promise<void> {
  const parent = Deno.ppid;
  return new Promise((resolve) => {
    setInterval(() => {
      if (Deno.ppid !== parent) resolve();
    }, PARENT_LOOK_MS);
  });
}
