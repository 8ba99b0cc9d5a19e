import { decideOwner, type Owner } from "../decide/owner.ts";
import { type Claim, datedReading, decideMerge, heldDown, type Witness } from "../decide/merge.ts";
import type { Host } from "../io/host.ts";
import { writeAccount } from "../io/store/account_records.ts";
import { readAccounts } from "../io/store/accounts.ts";
import { appendContext } from "../io/store/contexts.ts";
import type { Store } from "../io/store/database.ts";
import { appendEntry } from "../io/store/entries.ts";
import {
  appendLoginChange,
  type LastLoginChange,
  lastLoginChange,
} from "../io/store/login_changes.ts";
import { hasOwnLogin } from "../io/store/own_logins.ts";
import { areNamedApart } from "../io/store/named_apart.ts";
import { readLastStart } from "../io/store/session_starts.ts";
import { readAnswered, readSession, writeSession } from "../io/store/sessions.ts";
import { appendWindow, confirmWindow, readWindow } from "../io/store/windows.ts";
import type { AccountKey } from "../model/account.ts";
import type { ContextReading } from "../model/context.ts";
import type { Session } from "../model/session.ts";
import { isDirectoryPlace } from "../model/place.ts";
import { hasMoved, hasNewFigures, type Snapshot } from "../model/snapshot.ts";
import type { EpochSec } from "../model/units.ts";
import { findWindow } from "../model/window.ts";
import { noteLogin } from "./login_note.ts";
import { clientPid, placeOf } from "./place.ts";
import { noteCliff } from "./trims.ts";

/** Stores one report of a harness and returns the session it leaves. Belongs in a transaction. */
export function mergeReport(store: Store, snapshot: Snapshot, host: Host): Session {
  const now = host.now();
  const before = readSession(store, snapshot.sessionId);
  const configDir = (snapshot.transcriptPath === null ? before?.configDir : null) ??
    placeOf(snapshot, host);
  const accounts = readAccounts(store, configDir);
  const last = lastLoginChange(store, configDir);
  const moved = before !== null && hasReplied(store, before, snapshot, host);
  const owner = decideOwner(accounts, {
    windows: snapshot.windows,
    configDir,
    sessionAccount: before?.account ?? null,
    fiveHoursOf: (key) => readWindow(store, key, "five_hour")?.resetAt ?? null,
  }, now);
  if (owner !== null) {
    const isNew = !accounts.some((account) => account.key === owner.key);
    const { key, weeklyResetAt } = owner;
    // What was said before a login is no sign that the account is still the one logged in.
    const isEcho = before?.account === key && !moved && last.id > before.loginChange;
    const seenAt = isEcho ? accounts.find((each) => each.key === key)?.seenAt ?? now : now;
    writeAccount(store, { key, weeklyResetAt, configDir, seenAt });
    if (isNew) {
      const entry = { at: now, sessionId: snapshot.sessionId, account: owner.key, detail: {} };
      appendEntry(store, { ...entry, kind: "account-seen" });
    }
    // What the session said of another account before its login changed proves nothing here.
    const said = before?.account === owner.key ? before.windows : [];
    for (const reading of snapshot.windows) {
      mergeReading(store, owner, {
        reading,
        sessionId: snapshot.sessionId,
        moved,
        before: findWindow(said, reading.key),
        answeredAt: before?.answeredAt ?? before?.startedAt ?? null,
      }, now);
    }
  }
  const hasOthers = accounts.some((account) => account.key !== owner?.key);
  const where = { configDir, owner, last, hasOthers, moved, now, host };
  const loginChange = traceLogin(store, before, snapshot, where);
  const around = { configDir, owner, moved, loginChange, now, host };
  const session = nextSession(before, snapshot, around);
  if (session.context?.state === "measured" && session.contextAt === now) {
    appendContext(store, session.id, session.context, now);
  }
  writeSession(store, session);
  noteCliff(store, before, session, now);
  return session;
}

// Counters that grew prove a response. A login in the session sets them back; then it is other figures
// of the same process that do: another one of the same conversation has figures of its own.
function hasReplied(store: Store, before: Session, snapshot: Snapshot, host: Host): boolean {
  return snapshot.answered ??
    (hasMoved(before.activity, snapshot.activity) ||
      (hasNewFigures(before.windows, snapshot.windows) && clientPid(host) === before.clientPid &&
        hasOwnLogin(store, before.id, before.loginChange)));
}

/** Stores what a report tells of logins; the change that the session's last response came after. */
function traceLogin(
  store: Store,
  before: Session | null,
  { sessionId, windows, activity }: Snapshot,
  { configDir, owner, last, hasOthers, moved, now, host }: Omit<Circumstances, "loginChange"> & {
    readonly last: LastLoginChange;
    readonly hasOthers: boolean;
  },
): number {
  const from = before?.account ?? null;
  const append = (from: AccountKey | null, to: AccountKey | null) =>
    appendLoginChange(store, { sessionId, configDir, from, to }, now);
  if (owner !== null && from !== null && owner.key !== from) {
    // A week of a new phase that may be any account's is no switch that could be told.
    if (owner.isDoubtful && !areNamedApart(store, from, owner.key)) {
      return last.id;
    }
    const entry = { at: now, sessionId, account: owner.key, detail: { from } };
    appendEntry(store, { ...entry, kind: "account-switched" });
    return append(from, owner.key);
  }
  // The first reply after a login tells to which account it was.
  if (owner !== null && moved && last.isOpen) return append(owner.key, owner.key);
  // So does the first reply of a session, where other accounts' sessions may not have heard of it.
  const isFirst = owner !== null && moved && from === null && !owner.isDoubtful;
  if (isFirst && hasOthers && last.to !== owner.key && isDirectoryPlace(configDir)) {
    // The directory's change, not the session's: it has no other account to be told of.
    return appendLoginChange(store, { sessionId: null, configDir, from: null, to: owner.key }, now);
  }
  if (before === null || moved) return last.id;
  // A client that withdraws its figures and counts from nothing has logged in; another process of the
  // same conversation has only begun, and had no response yet.
  const isLogin = from !== null && last.id <= before.loginChange && windows.length === 0 &&
    (activity.costUsd ?? 0) < (before.activity.costUsd ?? 0) &&
    clientPid(host) === before.clientPid &&
    (before.answeredAt ?? 0) >= (readLastStart(store, sessionId) ?? 0);
  if (isLogin) noteLogin(store, { sessionId, configDir, account: from }, now);
  return before.loginChange;
}

function mergeReading(store: Store, owner: Owner, claim: Claim, now: EpochSec): void {
  const standing = readWindow(store, owner.key, claim.reading.key);
  const verdict = decideMerge(standing, claim, now);
  if (!verdict.take) return;
  const isRise = verdict.why === "newer-response" && standing !== null;
  const reading = isRise
    ? heldDown(claim.reading, standing, readWitnesses(store, owner.key, claim, standing.observedAt))
    : claim.reading;
  const window = {
    ...datedReading(standing, reading, now),
    observedAt: now,
    sessionId: claim.sessionId,
  };
  if (verdict.why === "confirmed") confirmWindow(store, owner.key, window);
  else appendWindow(store, owner.key, window, now);
}

// Of the account's other sessions, those that had a response since.
function readWitnesses(
  store: Store,
  account: AccountKey,
  { sessionId, reading }: Claim,
  since: EpochSec,
): Witness[] {
  return readAnswered(store, account, since).filter(({ id }) => id !== sessionId)
    .flatMap(({ windows, answeredAt }) => {
      const said = findWindow(windows, reading.key);
      return said === null || answeredAt === null ? [] : [{ reading: said, answeredAt }];
    });
}

interface Circumstances {
  readonly configDir: string;
  readonly owner: Owner | null;
  readonly moved: boolean;
  readonly loginChange: number;
  readonly now: EpochSec;
  readonly host: Host;
}

function nextSession(before: Session | null, snapshot: Snapshot, around: Circumstances): Session {
  const { configDir, owner, moved, loginChange, now, host } = around;
  const context = snapshot.context ?? before?.context ?? null;
  // A response brings its account's windows; where it brings none, the former are no longer its own.
  const isSilent = snapshot.windows.length === 0 && (!moved || snapshot.answered !== undefined);
  const told = moved || !isSameContext(before?.context ?? null, context);
  return {
    id: snapshot.sessionId,
    configDir,
    // Figures that nobody can be told to own are nobody's; without any, it stays who it was.
    account: owner?.key ?? (isSilent ? before?.account ?? null : null),
    harness: snapshot.harness,
    harnessVersion: snapshot.harnessVersion ?? before?.harnessVersion ?? null,
    projectDir: snapshot.projectDir ?? before?.projectDir ?? null,
    cwd: snapshot.cwd ?? before?.cwd ?? null,
    transcriptPath: snapshot.transcriptPath ?? before?.transcriptPath ?? null,
    modelId: snapshot.modelId ?? before?.modelId ?? null,
    modelName: snapshot.modelName ?? before?.modelName ?? null,
    clientPid: clientPid(host) ?? before?.clientPid ?? null,
    startedAt: before?.startedAt ?? now,
    seenAt: now,
    answeredAt: moved ? now : before?.answeredAt ?? (hasAnswered(snapshot) ? now : null),
    activity: snapshot.activity,
    windows: isSilent ? before?.windows ?? [] : snapshot.windows,
    context,
    contextAt: snapshot.context !== null && told ? now : before?.contextAt ?? null,
    cache: snapshot.cache ?? before?.cache ?? null,
    loginChange,
  };
}

function hasAnswered(snapshot: Snapshot): boolean {
  return snapshot.context?.state === "measured" || (snapshot.activity.apiMs ?? 0) > 0;
}

function isSameContext(a: ContextReading | null, b: ContextReading | null): boolean {
  return a?.state === b?.state && a?.windowTokens === b?.windowTokens &&
    (a?.state === "measured" ? a.usedTokens : 0) === (b?.state === "measured" ? b.usedTokens : 0);
}
