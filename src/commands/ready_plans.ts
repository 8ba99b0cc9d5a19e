import type { Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { HOOK_BUSY_MS, useStore } from "../io/store/database.ts";
import { renderPlanReady, withPlan } from "../render/plan_note.ts";
import type { Listener } from "./open_plans.ts";
import { takeReadyPlans } from "./plans.ts";

/**
 * A text for a session with the plans that became ready behind it, each told to it once. Kept apart
 * from the events that tell it: hardly any of them has a plan to look at. Throws what the store
 * throws.
 */
export function addReadyPlans(
  text: string | null,
  listener: Listener,
  host: Host,
): string | null {
  if (host.seal === null) return text;
  const now = host.now();
  return useStore(stateDir(host.seal, host.env), HOOK_BUSY_MS, now, (store) => {
    const news = store.transaction(() => takeReadyPlans(store, listener, now));
    return withPlan(text, news === null ? null : renderPlanReady(news, now, host.zone));
  });
}
