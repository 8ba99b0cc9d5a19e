import { assertEquals } from "@std/assert";
import { takesColour } from "../../src/commands/colour.ts";
import type { Environment } from "../../src/io/environment.ts";

const CASES: readonly (readonly [Environment, terminal: boolean, pipe: boolean])[] = [
  [{}, true, false],
  [{ TERM: "dumb" }, false, false],
  [{ NO_COLOR: "1" }, false, false],
  [{ NO_COLOR: "1", FORCE_COLOR: "1" }, false, false],
  [{ FORCE_COLOR: "1" }, true, true],
  [{ FORCE_COLOR: "3", TERM: "dumb" }, true, true],
  [{ FORCE_COLOR: "0" }, false, false],
  [{ CLICOLOR_FORCE: "1" }, true, true],
  [{ CLICOLOR_FORCE: "0" }, true, false],
  [{ CLICOLOR_FORCE: "1", FORCE_COLOR: "0" }, false, false],
];

for (const [env, terminal, pipe] of CASES) {
  Deno.test(`takesColour() with ${JSON.stringify(env)}`, () => {
    assertEquals(takesColour({ env, isTerminal: () => true }), terminal);
    assertEquals(takesColour({ env, isTerminal: () => false }), pipe);
  });
}
