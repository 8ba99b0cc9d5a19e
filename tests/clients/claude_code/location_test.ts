import { assertEquals } from "@std/assert";
import { configDirOf } from "../../../src/clients/claude_code/location.ts";

const CASES: readonly (readonly [string | null, string | null])[] = [
  ["/home/user/.claude/projects/-home-user-project/s.jsonl", "/home/user/.claude"],
  ["/home/user/projects/cfg/projects/-home-user/s.jsonl", "/home/user/projects/cfg"],
  ["/home/ü ser/.claude/projects/-x/s.jsonl", "/home/ü ser/.claude"],
  ["C:\\Users\\me\\.claude\\projects\\-x\\s.jsonl", "C:\\Users\\me\\.claude"],
  ["/home/user/.claude/s.jsonl", null],
  ["/projects/x/s.jsonl", null],
  ["", null],
  [null, null],
];

for (const [path, expected] of CASES) {
  Deno.test(`configDirOf() finds ${expected} in ${JSON.stringify(path)}`, () => {
    assertEquals(configDirOf(path), expected);
  });
}
