import { assertEquals } from "@std/assert";
import {
  decodeRegistration,
  registerArguments,
  shellLine,
} from "../../../src/clients/claude_code/registration.ts";

const EXE = "/home/ada/bin/tokenroom";
const registered = (server: unknown) =>
  decodeRegistration({ mcpServers: { tokenroom: server } }, EXE);

Deno.test("decodeRegistration() knows exactly our command", () => {
  const server = { type: "stdio", command: EXE, args: ["mcp"], env: {} };
  assertEquals(registered(server), { kind: "registered" });
});

Deno.test("decodeRegistration() tells another tokenroom from somebody else's server", () => {
  assertEquals(registered({ command: "/old/tokenroom", args: ["mcp"] }), {
    kind: "elsewhere",
    command: "/old/tokenroom mcp",
    ours: true,
  });
  assertEquals(registered({ command: "node", args: ["/x/tokenroom.mjs", "mcp"] }), {
    kind: "elsewhere",
    command: "node /x/tokenroom.mjs mcp",
    ours: false,
  });
  assertEquals(registered({ url: "http://127.0.0.1" }).kind, "elsewhere");
});

Deno.test("decodeRegistration() finds nothing in a damaged file", () => {
  for (const client of [null, [], "x", {}, { mcpServers: [] }, { mcpServers: { tokenroom: 1 } }]) {
    assertEquals(decodeRegistration(client, EXE), { kind: "absent" });
  }
});

Deno.test("shellLine() is one line that a person can paste", () => {
  assertEquals(
    shellLine(registerArguments("/a b/$x/tokenroom"), null),
    'claude mcp add --scope user tokenroom -- "/a b/\\$x/tokenroom" mcp',
  );
  assertEquals(
    shellLine(["mcp"], "/home/ada/.claude-work"),
    'CLAUDE_CONFIG_DIR="/home/ada/.claude-work" claude mcp',
  );
});
