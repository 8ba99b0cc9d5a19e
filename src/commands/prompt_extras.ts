import type { HookEvent } from "../clients/claude_code/event.ts";
import type { Host } from "../io/host.ts";
import { addAccountNews } from "./account_news.ts";
import { attempt } from "./attempt.ts";
import type { Listener } from "./open_plans.ts";
import { addReadyPlans } from "./ready_plans.ts";

/** A stamp, and what there may be to add to it. */
export interface Said {
  readonly text: string | null;
  /** Who waits for a plan, ready or not; null: nobody. */
  readonly listener: Listener | null;
  /** There may be something to say of accounts. */
  readonly hasNews: boolean;
}

/** The stamp with what hardly any prompt is told: news of accounts and plans that became ready. */
export function addExtras({ text, listener, hasNews }: Said, event: HookEvent, host: Host) {
  const verb = "hook user-prompt-submit";
  const told = hasNews
    ? attempt(verb, host, () => addAccountNews(text, event, host)) ?? text
    : text;
  if (listener === null) return told;
  return attempt(verb, host, () => addReadyPlans(told, listener, host)) ?? told;
}
