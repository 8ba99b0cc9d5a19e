import { decideAttribution } from "../decide/attribution.ts";
import { SAMPLE_DAYS } from "../decide/thresholds.ts";
import type { Host } from "../io/host.ts";
import { readAccounts } from "../io/store/accounts.ts";
import type { Store } from "../io/store/database.ts";
import { readLostLogin } from "../io/store/lost_login.ts";
import { hasKeyedSession } from "../io/store/sessions.ts";
import { readWindows } from "../io/store/windows.ts";
import type { AccountKey, Attribution } from "../model/account.ts";
import type { Session } from "../model/session.ts";
import { DAY } from "../model/units.ts";
import type { Window } from "../model/window.ts";

/** Whose windows a session spends, and those; none where that is not known. */
export interface AccountWindows {
  readonly attribution: Attribution;
  readonly windows: readonly Window[];
}

/** Reads the windows that a session spends. `session` null: one that never reported. */
export function readAccountWindows(
  store: Store,
  session: Session | null,
  configDir: string,
  host: Host,
): AccountWindows {
  const now = host.now();
  const accounts = readAccounts(store, configDir);
  const own = session?.account ?? null;
  // A session that showed nothing yet is taken for the account seen last.
  const account = own ?? accounts[0]?.key ?? null;
  const attribution = decideAttribution(
    session,
    accounts,
    hasKeyedSession(store, configDir, now - SAMPLE_DAYS * DAY),
    account === null ? null : readLostLogin(store, {
      configDir,
      account,
      after: own === null || session === null ? 0 : session.loginChange,
      session: session?.id ?? null,
    }),
    now,
  );
  const key = keyOf(attribution);
  return { attribution, windows: key === null ? [] : readWindows(store, key) };
}

/** The account behind an attribution, or null. */
export function keyOf(attribution: Attribution): AccountKey | null {
  return attribution.kind === "known" || attribution.kind === "assumed" ? attribution.key : null;
}
