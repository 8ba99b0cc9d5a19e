import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { accountKey } from "../../src/model/account.ts";

const WEEK = 7 * 86_400;
const RESET = 1_795_644_238;

Deno.test("accountKey() is the same in every week of one phase", () => {
  assertEquals(accountKey("/c", RESET), accountKey("/c", RESET + 3 * WEEK));
});

Deno.test("accountKey() keeps phases, directories and the unknown phase apart", () => {
  const keys = [
    accountKey("/c", RESET),
    accountKey("/c", RESET + 3600),
    accountKey("/d", RESET),
    accountKey("/c", null),
    accountKey("/d", null),
  ];
  assertEquals(new Set(keys).size, keys.length);
  assertNotEquals(accountKey("/a\nb", null), accountKey("/a", null));
});

Deno.test("accountKey() is safe as a directory name whatever the directory is called", () => {
  for (const dir of ["", "/", "/home/ü ser/😀", "../..", "C:\\x"]) {
    assertMatch(accountKey(dir, RESET), /^a-[0-9a-f]{8}$/);
  }
});

Deno.test("accountKey() spreads over a week of phases", () => {
  const hours = Array.from({ length: 168 }, (_, hour) => accountKey("/c", RESET + hour * 3600));
  assertEquals(new Set(hours).size, 168);
});
