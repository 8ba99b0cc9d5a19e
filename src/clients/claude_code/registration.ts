import { asRecord } from "../../model/decode.ts";
import { isTokenroom, quoteForShell } from "./statusline_command.ts";

/** The name under which the client knows our MCP server. */
export const SERVER_NAME = "tokenroom";

/** What the client's own file says of our server. */
export type Registration =
  | { readonly kind: "absent" }
  /** Registered with exactly our command. */
  | { readonly kind: "registered" }
  /** `ours` tells whether another installation of tokenroom answers. */
  | { readonly kind: "elsewhere"; readonly command: string; readonly ours: boolean };

/** Reads the registration from the client's file, decoded as JSON. */
export function decodeRegistration(client: unknown, executable: string): Registration {
  const server = asRecord(asRecord(asRecord(client)?.mcpServers)?.[SERVER_NAME]);
  if (server === null) return { kind: "absent" };
  const command = typeof server.command === "string" ? server.command : "";
  const args = Array.isArray(server.args) ? server.args.map(String) : [];
  if (command === executable && args.length === 1 && args[0] === "mcp") {
    return { kind: "registered" };
  }
  return {
    kind: "elsewhere",
    command: [command, ...args].join(" "),
    ours: isTokenroom(command, executable),
  };
}

/** Arguments of `claude` that register our server for the person's every project. */
export function registerArguments(executable: string): string[] {
  return ["mcp", "add", "--scope", "user", SERVER_NAME, "--", executable, "mcp"];
}

/** Arguments of `claude` that take the registration back. */
export function unregisterArguments(): string[] {
  return ["mcp", "remove", "--scope", "user", SERVER_NAME];
}

/** The same as one line for a person's shell. */
export function shellLine(args: readonly string[], configDir: string | null): string {
  const words = args.map((arg) => /^[\w@%+=:,./-]+$/.test(arg) ? arg : quoteForShell(arg));
  const place = configDir === null ? "" : `CLAUDE_CONFIG_DIR=${quoteForShell(configDir)} `;
  return `${place}claude ${words.join(" ")}`;
}
