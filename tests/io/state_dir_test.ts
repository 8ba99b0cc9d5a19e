import { assertEquals } from "@std/assert";
import { isStrayStateDir, stateDir } from "../../src/io/state_dir.ts";

const SEAL = { state: "/home/ann/.tokenroom", configs: [] };

Deno.test("TOKENROOM_DIR is taken where it lies in the sealed directory, and else is stray", () => {
  const inside = ["/home/ann/.tokenroom", "/home/ann/.tokenroom/b", "/home/ann/.tokenroom/b/c/"];
  const stray = [
    "/home/ann",
    "/",
    "/home/ann/.tokenroom2",
    "/home/ann/.tokenroom/../.ssh",
    "/home/ann/.tokenroom/b/..",
    ".tokenroom",
    "~/.tokenroom",
    "nonsense \u{1f600}",
    "/".repeat(5_000),
  ];
  for (const dir of inside) {
    assertEquals(stateDir(SEAL, { TOKENROOM_DIR: dir }), dir);
    assertEquals(isStrayStateDir(SEAL, { TOKENROOM_DIR: dir }), false, dir);
  }
  for (const dir of stray) {
    assertEquals(stateDir(SEAL, { TOKENROOM_DIR: dir }), SEAL.state);
    assertEquals(isStrayStateDir(SEAL, { TOKENROOM_DIR: dir }), true, dir);
  }
  assertEquals(stateDir(SEAL, {}), SEAL.state);
  assertEquals(isStrayStateDir(SEAL, {}), false);
});
