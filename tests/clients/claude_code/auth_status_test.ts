import { assertEquals } from "@std/assert";
import { decodeLogin } from "../../../src/clients/claude_code/auth_status.ts";

const LOGGED_IN = {
  loggedIn: true,
  authMethod: "claude.ai",
  orgId: "org-1",
  email: "ann@x.example",
};

Deno.test("decodeLogin() names organisation and person of a login, and nothing where there is none", () => {
  assertEquals(decodeLogin(JSON.stringify(LOGGED_IN)), "org-1\nann@x.example");
  assertEquals(decodeLogin(JSON.stringify({ ...LOGGED_IN, email: undefined })), "org-1\n");
  for (
    const output of [
      "",
      "not json",
      "[]",
      JSON.stringify({ ...LOGGED_IN, loggedIn: false }),
      // A token from the environment: the client names nobody.
      JSON.stringify({ loggedIn: true, authMethod: "oauth_token" }),
    ]
  ) assertEquals(decodeLogin(output), null, output);
});
