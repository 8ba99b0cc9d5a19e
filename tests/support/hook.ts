// `hook` in process: what the client reads.

import { assertEquals } from "@std/assert";
import { run } from "../../src/commands/hook.ts";
import type { FakeHost } from "./fake_host.ts";
import { anEvent } from "./reports.ts";

/** What a hook prints for this input. */
export async function feedHook(
  host: FakeHost,
  event: string,
  input: string | Uint8Array,
): Promise<string> {
  host.clear();
  host.setInput(input);
  assertEquals(await run([event], host), 0);
  assertEquals(host.errors(), "");
  return host.out();
}

/** The text for the model that a prompt is stamped with, or null for silence. */
export async function stamp(
  host: FakeHost,
  given: Readonly<Record<string, unknown>> = {},
): Promise<string | null> {
  const event = JSON.stringify(anEvent(host, "UserPromptSubmit", given));
  const out = await feedHook(host, "user-prompt-submit", event);
  if (out === "") return null;
  const { hookSpecificOutput, ...others } = JSON.parse(out);
  // A field that the client does not know would be shown to the person as an error.
  assertEquals(others, {});
  assertEquals(Object.keys(hookSpecificOutput), ["hookEventName", "additionalContext"]);
  assertEquals(hookSpecificOutput.hookEventName, "UserPromptSubmit");
  return hookSpecificOutput.additionalContext;
}

/** Starts a session; what it prints. */
export function startSession(
  host: FakeHost,
  given: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return feedHook(
    host,
    "session-start",
    JSON.stringify(anEvent(host, "SessionStart-startup", given)),
  );
}
