/**
 * Tools whose schema the client gives to the model with every request; the others are listed by name
 * and looked up when they are wanted. Each costs its schema in every session, so it must earn it:
 * `eval/overhead` tells what that is. Startup waits for no tool that is marked so, unlike for a server
 * that is registered as to be loaded whole.
 */
const ALWAYS_LOADED: readonly string[] = ["fit_check"];

/**
 * Words that the client's search looks through beside name and description, and that cost a session
 * nothing: what an agent may type that does not remember the name.
 */
const SEARCH_HINTS: Readonly<Record<string, string>> = {
  resource_state: "budgets left: rate limit quota, context tokens, cache, cost",
  estimate_remaining: "tokens and calls remaining at this pace, time until empty",
  plan_resume: "put work off, defer or queue until the quota resets, resume later",
  checkpoint: "save a note before compaction when context runs low",
  handoff: "save a handoff document of a long task",
  pin_fact: "pin a constraint or fact word for word, remember across compaction",
  set_intent: "start a focused run, spend the window to its floor",
};

/** What the client is to know of a tool beside the protocol's own fields, or null. */
export function toolMeta(name: string): Readonly<Record<string, unknown>> | null {
  if (ALWAYS_LOADED.includes(name)) return { "anthropic/alwaysLoad": true };
  const hint = Object.hasOwn(SEARCH_HINTS, name) ? SEARCH_HINTS[name] : undefined;
  return hint === undefined ? null : { "anthropic/searchHint": hint };
}
