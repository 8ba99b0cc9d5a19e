import { DESCEND_PCT } from "../decide/thresholds.ts";
import { hasUntoldSwitch } from "../io/store/untold_switch.ts";
import type { Opened } from "./hook/opened.ts";

/** Whether a prompt may have to be told something of accounts: as little as a stamp needs to know. */
export function hasAccountNews({ store, situation }: Opened, sessionId: string): boolean {
  const { withheld, windows } = situation();
  return withheld !== null || hasUntoldSwitch(store, sessionId) ||
    windows.some(({ headroomPct }) => headroomPct <= DESCEND_PCT);
}
