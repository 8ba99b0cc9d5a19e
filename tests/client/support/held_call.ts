// Tool calls that end when the test says so: what the client shows meanwhile is known by then, and a
// slow machine only takes longer.

import { join } from "@std/path";
import { type Answer, callAll, SMALL_USAGE, type ToolCall, type Usage } from "./answer.ts";
import type { Home } from "./home.ts";

/** A Bash call that runs until `release()` with the same name. */
export function holdUntil(name: string): ToolCall {
  const command = `until [ -e "$HOME/released-${name}" ]; do sleep 0.1; done`;
  return { tool: "Bash", input: { command } };
}

/** The model makes one such call. */
export function heldCall(name: string, usage: Usage = SMALL_USAGE): Answer {
  return callAll([holdUntil(name)], usage);
}

/** Lets a held call end. */
export function release(home: Home, name: string): void {
  Deno.writeTextFileSync(join(home.dir, `released-${name}`), "");
}
