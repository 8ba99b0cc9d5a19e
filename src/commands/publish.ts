import type { Host } from "../io/host.ts";
import { ensureDir, replaceFile } from "../io/state_file.ts";
import { encodeState } from "../model/resource_state.ts";
import type { Session } from "../model/session.ts";
import type { Situation } from "./situation.ts";

/**
 * Publishes how the budgets stand for readers outside: for the session that reported last, and for
 * its account. Belongs before the commit of what it tells: whoever reports next publishes later, so
 * the newest file stays. Throws when the state directory cannot be written.
 */
export function publish(dir: string, session: Session, situation: Situation, host: Host): void {
  // Figures that are kept back say nothing of the account either.
  const account = situation.withheld === null ? session.account : null;
  const state = encodeState({ ...situation, session, account }, host.now());
  const text = `${JSON.stringify(state)}\n`;
  replaceFile(`${dir}/state.json`, text);
  if (account === null) return;
  const accountDir = `${dir}/accounts/${account}`;
  ensureDir(accountDir);
  replaceFile(`${accountDir}/state.json`, text);
}
