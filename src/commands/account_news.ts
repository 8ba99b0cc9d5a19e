import type { HookEvent } from "../clients/claude_code/event.ts";
import { gravestDescent } from "../decide/descent.ts";
import { mainWindow } from "../decide/quote.ts";
import type { Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { HOOK_BUSY_MS, type Store, useStore } from "../io/store/database.ts";
import { appendEntry } from "../io/store/entries.ts";
import { claimNotice } from "../io/store/notices.ts";
import { readProfileOf } from "../io/store/profiles.ts";
import { readSession } from "../io/store/sessions.ts";
import { takeSwitch } from "../io/store/switches.ts";
import type { AccountKey } from "../model/account.ts";
import type { Session } from "../model/session.ts";
import { type AccountNews, withAccountNews } from "../render/account_news.ts";
import { type AccountWindows, readAccountWindows } from "./account_windows.ts";
import { readAlternate } from "./alternates.ts";
import { configDirFor } from "./place.ts";

/**
 * A stamp with what it has to say of accounts: that the session's account changed, why figures are
 * withheld, that another account has room; each once. Kept apart from the stamp, because hardly any
 * prompt needs it. Throws what the store throws.
 */
export function addAccountNews(text: string | null, event: HookEvent, host: Host): string | null {
  if (host.seal === null) return text;
  const now = host.now();
  return useStore(
    stateDir(host.seal, host.env),
    HOOK_BUSY_MS,
    now,
    (store) =>
      store.transaction(() => {
        const session = readSession(store, event.sessionId);
        const configDir = session?.configDir ?? configDirFor(event.transcriptPath, host);
        const spent = readAccountWindows(store, session, configDir, host);
        const news = takeNews(store, event.sessionId, session, spent, host);
        if (news.length === 0) return text;
        appendEntry(store, {
          at: now,
          kind: "account-told",
          sessionId: event.sessionId,
          account: session?.account ?? null,
          detail: { kinds: news.map(({ kind }) => kind) },
        });
        return withAccountNews(text, news, now, host.zone);
      }),
  );
}

function takeNews(
  store: Store,
  sessionId: string,
  session: Session | null,
  { attribution, windows }: AccountWindows,
  host: Host,
): AccountNews[] {
  const now = host.now();
  const nameOf = (key: AccountKey | null) =>
    key === null ? null : readProfileOf(store, key)?.name ?? null;
  const isNews = (kind: string, about: string) =>
    claimNotice(store, { scope: sessionId, kind, about }, now);
  const news: AccountNews[] = [];
  // Where figures are withheld it waits: it is told with those that it is about.
  if (attribution.kind === "known") {
    const switched = takeSwitch(store, sessionId, now);
    if (switched?.to === attribution.key && switched.from !== switched.to) {
      news.push({ kind: "switched", name: nameOf(switched.to) });
    }
  }
  if (
    attribution.kind === "echo" && isNews("login-changed", `${attribution.key} ${attribution.at}`)
  ) {
    const { key, to, at } = attribution;
    const said = session?.windows.map((each) => ({ ...each, observedAt: at, sessionId })) ?? [];
    const main = mainWindow(said);
    news.push({ kind: "echo", former: nameOf(key), name: nameOf(to), at, said: main });
  }
  if (attribution.kind === "ambiguous" && isNews("account-unknown", "")) {
    news.push({ kind: "unknown" });
  }
  if (attribution.kind === "known" || attribution.kind === "assumed") {
    const descent = gravestDescent(windows, now)?.kind ?? "cruise";
    const alternate = descent === "cruise" || descent === "refills-soon"
      ? null
      : readAlternate(store, attribution.key, now);
    const about = `${mainWindow(windows)?.resetAt} ${alternate?.key}`;
    if (alternate !== null && isNews("alternate", about)) {
      news.push({ kind: "alternate", name: alternate.name, headroomPct: alternate.headroomPct });
    }
  }
  return news;
}
