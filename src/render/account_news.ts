import type { EpochSec, Pct, Zone } from "../model/units.ts";
import { windowLabel, type WindowReading } from "../model/window.ts";
import { plain } from "./ansi.ts";
import { formatInstant, formatPct } from "./format.ts";
import { PREFIX } from "./prefix.ts";
import { renderAlternate } from "./stamp.ts";

/** What a prompt is told of accounts. Names are the person's; null: the account has none. */
export type AccountNews =
  /** The session's figures are another account's than before. */
  | { readonly kind: "switched"; readonly name: string | null }
  /** The login changed since its last reply. `said`: the figure it last told, the former account's. */
  | {
    readonly kind: "echo";
    readonly former: string | null;
    readonly name: string | null;
    readonly at: EpochSec;
    readonly said: WindowReading | null;
  }
  /** Several accounts are possible. */
  | { readonly kind: "unknown" }
  /** Another account has room. */
  | { readonly kind: "alternate"; readonly name: string; readonly headroomPct: Pct | null };

/** A stamp with news of accounts: a switch before its figures, the rest behind them. */
export function withAccountNews(
  text: string | null,
  news: readonly AccountNews[],
  now: EpochSec,
  zone: Zone,
): string {
  const isSwitch = ({ kind }: AccountNews) => kind === "switched";
  const stamp = text === null ? [] : [text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text];
  const say = (each: AccountNews) => renderNews(each, now, zone);
  return PREFIX + [
    ...news.filter(isSwitch).map(say),
    ...stamp,
    ...news.filter((each) => !isSwitch(each)).map(say),
  ].join(" · ");
}

function renderNews(news: AccountNews, now: EpochSec, zone: Zone): string {
  switch (news.kind) {
    case "switched":
      return `account switched — now on ${
        news.name === null
          ? "another account (the person names it: tokenroom account label NAME; if only the limits " +
            "were reset early: tokenroom account)"
          : quotedName(news.name)
      }; earlier figures were the former one's`;
    case "echo": {
      const { former, name, said } = news;
      const to = name === null ? "" : ` to ${quotedName(name)}`;
      const figure = said === null
        ? ""
        : ` (its last, ${windowLabel(said.key)}: ${formatPct(said.headroomPct)} left, ${
          former === null ? "is from before" : `was ${quotedName(former)}'s`
        })`;
      const when = formatInstant(news.at, now, zone);
      // A login may be to the same account again.
      const what = to === "" ? `there was a login at ${when}` : `the login changed${to} at ${when}`;
      return `quota withheld: ${what}, this session's next reply tells whose it spends${figure}`;
    }
    case "unknown":
      return "quota withheld: several accounts use this directory, this session's next reply tells which";
    case "alternate":
      return renderAlternate(news);
  }
}

function quotedName(name: string): string {
  return `'${plain(name)}'`;
}
