import { asRecord, parseJson } from "../model/decode.ts";
import { extractsPath } from "../io/extracts_file.ts";
import { handoffPath } from "../io/handoff_file.ts";
import type { Command, Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { readTextOrNull, replaceFile } from "../io/state_file.ts";
import type { Store } from "../io/store/database.ts";
import {
  deleteForGood,
  forgetAccount,
  forgetEverything,
  forgetSession,
  type Forgotten,
  overwriteDeleted,
} from "../io/store/forget.ts";
import { readSession } from "../io/store/sessions.ts";
import { readSessionsBegun } from "../io/store/sessions_begun.ts";
import type { AccountKey } from "../model/account.ts";
import { UsageError } from "../render/failure.ts";
import { renderForgotten, renderStillInLog } from "../render/forget.ts";
import { findAccount } from "./account_words.ts";
import { parseArguments } from "./arguments.ts";
import { openForPerson } from "./newest.ts";

/** What is to be forgotten. */
type Aim =
  | { readonly kind: "session"; readonly id: string }
  | { readonly kind: "account"; readonly key: AccountKey }
  | { readonly kind: "all" };

/** Deletes what is known of a session, of an account, or everything, and shows what it was. */
export const run: Command = (args, host) => {
  const options = parseArguments("forget", args);
  const store = openForPerson(host);
  const [session, account] = [options.value("session"), options.value("account")];
  const given = [session !== null, account !== null, options.has("all")].filter(Boolean).length;
  if (given !== 1) throw new UsageError("forget needs one of --session ID, --account NAME, --all");
  if (session !== null) {
    return forget(store, { kind: "session", id: findSession(store, session) }, options, host);
  }
  const aim: Aim = account === null
    ? { kind: "all" }
    : { kind: "account", key: findAccount(store, account).key };
  return forget(store, aim, options, host);
};

// A person types the beginning of an id, as doctor and audit show it.
function findSession(store: Store, word: string): string {
  if (readSession(store, word) !== null) return word;
  const [only, ...others] = readSessionsBegun(store, word);
  if (only === undefined) {
    throw new UsageError(`no session ${JSON.stringify(word)} is known (see: tokenroom doctor)`);
  }
  if (others.length === 0) return only;
  throw new UsageError(
    `${others.length + 1} sessions begin with ${JSON.stringify(word)}: give more of it`,
  );
}

/** Forgets an account, for the command that manages them. */
export function forgetOneAccount(
  store: Store,
  key: AccountKey,
  isDryRun: boolean,
  host: Host,
): number {
  return forget(store, { kind: "account", key }, { has: () => isDryRun }, host);
}

function forget(
  store: Store,
  aim: Aim,
  options: { readonly has: (flag: string) => boolean },
  host: Host,
): number {
  if (host.seal === null) return 1;
  const dir = stateDir(host.seal, host.env);
  const isDryRun = options.has("dry-run");
  const files = filesOf(dir, aim);
  let rows: Forgotten[] = [];
  deleteForGood(store);
  try {
    store.transaction(() => {
      rows = deleteRows(store, aim);
      // What a dry run shows is what was deleted, had it not been taken back.
      if (isDryRun) throw new TakenBack();
    });
  } catch (cause) {
    if (!(cause instanceof TakenBack)) throw cause;
  }
  if (!isDryRun) {
    for (const path of files) remove(path);
    // A directory of an account is named by its key.
    if (aim.kind === "account") remove(`${dir}/accounts/${aim.key}`);
    if (aim.kind === "all") remove(`${dir}/accounts`);
    forgetCaptures(dir, aim);
  }
  host.writeOut(
    renderForgotten(rows, files.map((path) => path.slice(dir.length + 1)), aim.kind, isDryRun),
  );
  if (!isDryRun && !overwriteDeleted(store)) host.writeOut(renderStillInLog());
  return 0;
}

class TakenBack extends Error {}

function deleteRows(store: Store, aim: Aim): Forgotten[] {
  if (aim.kind === "all") return forgetEverything(store);
  return aim.kind === "session" ? forgetSession(store, aim.id) : forgetAccount(store, aim.key);
}

function filesOf(dir: string, aim: Aim): string[] {
  const all = namesIn(dir, "").filter((path) => isOurs(path.slice(dir.length + 1)));
  if (aim.kind === "all") return all;
  const own = aim.kind === "session"
    ? [handoffPath(dir, aim.id), extractsPath(dir, aim.id)]
    : namesIn(dir, `accounts/${aim.key}`);
  const name = JSON.stringify(aim.kind === "session" ? aim.id : aim.key);
  const published = all.filter((path) => path.endsWith("/state.json"))
    .filter((path) => readTextOrNull(path)?.includes(name));
  // A saved page may tell of anyone; it can be made anew.
  return [...new Set([...own, ...published, `${dir}/report.html`])].filter(exists);
}

// Settings, backups and the record of the installation are not what was learned of anyone.
function isOurs(name: string): boolean {
  return /^(state\.json|report\.html|captured\.jsonl|faults\.jsonl|(handoffs|accounts)\/.+|.*\.corrupt-.*)$/
    .test(name);
}

function namesIn(dir: string, below: string): string[] {
  const at = below === "" ? dir : `${dir}/${below}`;
  try {
    return [...Deno.readDirSync(at)].flatMap(({ name, isDirectory }) => {
      const path = below === "" ? name : `${below}/${name}`;
      return isDirectory ? namesIn(dir, path) : [`${dir}/${path}`];
    });
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return [];
    throw cause;
  }
}

function forgetCaptures(dir: string, aim: Aim): void {
  if (aim.kind !== "session") return;
  const path = `${dir}/captured.jsonl`;
  const text = readTextOrNull(path);
  if (text === null) return;
  const kept = text.split("\n").filter((line) => asRecord(parseJson(line))?.session_id !== aim.id);
  replaceFile(path, kept.join("\n"));
}

function exists(path: string): boolean {
  try {
    return Deno.lstatSync(path).isFile;
  } catch {
    // Never written.
    return false;
  }
}

function remove(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
}
