import type { AccountShares } from "../decide/burner.ts";
import type { AccountKey } from "../model/account.ts";
import { formatPct } from "./format.ts";
import { safeText } from "./work_state.ts";

/** Sessions told of each account; what is left over is summed. */
const SHOWN = 3;

/** What people call things; where a name is not known, the key or the id serves. */
export interface Names {
  readonly accountOf: (key: AccountKey) => string | null;
  /** Its project's directory. */
  readonly placeOf: (sessionId: string) => string | null;
  /** The beginning of its id. */
  readonly idOf: (sessionId: string) => string;
}

/** How the sessions of each account shared what was spent: a row an account. */
export function shareRows(all: readonly AccountShares[], names: Names): [string, string][] {
  return all.map(({ account, shares, isHot }) => {
    const told = shares.slice(0, SHOWN).map(({ sessionId, sharePct }, index) => {
      const hot = isHot && index === 0 ? ", more than all others" : "";
      return `${nameSession(sessionId, names)} ${formatPct(sharePct)}${hot}`;
    });
    const others = shares.slice(SHOWN);
    const rest = others.reduce((sum, { sharePct }) => sum + sharePct, 0);
    if (others.length > 0) told.push(`${others.length} more ${formatPct(rest)}`);
    const of = names.accountOf(account);
    const head = of === null && all.length === 1 ? "" : `${safeText(of ?? account)}: `;
    return ["spent by", `${head}${told.join("; ")}`];
  });
}

function nameSession(id: string, { placeOf, idOf }: Names): string {
  const place = placeOf(id)?.replace(/\/+$/, "").split(/[/\\]/).at(-1) ?? "";
  return safeText(place === "" ? idOf(id) : `${place} ${idOf(id)}`);
}
