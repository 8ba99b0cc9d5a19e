import { accountHints } from "../decide/account_hints.ts";
import { terminalColumns } from "../io/columns.ts";
import type { Command, Host } from "../io/host.ts";
import { isDirectory } from "../io/person_file.ts";
import { stateDir } from "../io/state_dir.ts";
import type { Store } from "../io/store/database.ts";
import { areNamedApart } from "../io/store/named_apart.ts";
import { foldAccount } from "../io/store/fold.ts";
import { readLogin } from "../io/store/logins.ts";
import { readProfileOf, readProfiles, writeProfile } from "../io/store/profiles.ts";
import type { AccountKey } from "../model/account.ts";
import {
  isLaunchDir,
  isProfileName,
  LAUNCH_DIR_BYTES,
  PROFILE_NAME_CHARS,
} from "../model/profile.ts";
import {
  encodeAccount,
  renderAccounts,
  renderNamed,
  renderReseal,
  type Shown,
} from "../render/accounts.ts";
import { UsageError } from "../render/failure.ts";
import { renderJson } from "../render/json.ts";
import { findAccount, isSameName } from "./account_words.ts";
import { type KnownAccount, readKnownAccounts } from "./alternates.ts";
import { type Arguments, parseArguments } from "./arguments.ts";
import { forgetOneAccount } from "./forget.ts";
import { openForPerson, readNewest } from "./newest.ts";

/** Lists, names, folds and forgets accounts. */
export const run: Command = (args, host) => {
  const options = parseArguments("account", args);
  const [verb = "list", ...words] = options.positional;
  const store = openForPerson(host);
  switch (verb) {
    case "list":
      return list(store, words, options, host);
    case "label":
      return label(store, words, host);
    case "fold":
      return fold(store, words, options, host);
    case "config-dir":
      return setConfigDir(store, words, host);
    case "forget":
      return forgetOneAccount(store, find(store, words, 1)[0].key, options.has("dry-run"), host);
  }
  throw new UsageError(
    `account does not take ${JSON.stringify(verb)} (see: tokenroom account --help)`,
  );
};

/** The account of the session that reported last; null: not known. */
export function currentAccount(store: Store, host: Host): AccountKey | null {
  const newest = readNewest(store, host);
  return newest === null || newest.situation.withheld !== null ? null : newest.session.account;
}

function list(store: Store, words: readonly string[], options: Arguments, host: Host): number {
  if (words.length > 0) throw new UsageError("account list takes no further words");
  const known = readKnownAccounts(store);
  const current = currentAccount(store, host);
  const hints = accountHints(
    known.map(({ account }) => account),
    (configDir) => readLogin(store, configDir),
    (a, b) => areNamedApart(store, a, b),
  );
  if (options.has("json")) {
    host.writeOut(renderJson({
      accounts: known.map((each) => encodeAccount(each, each.key === current, host.now())),
      hints: hints.map(({ kind, account, into }) => ({
        kind,
        account: account.key,
        into: into.key,
      })),
    }));
    return 0;
  }
  host.writeOut(
    renderAccounts(known, hints, current, shownOf(host)),
  );
  return 0;
}

/** Where and when accounts are shown. */
export function shownOf(host: Host): Shown {
  const columns = (host.isTerminal("out") ? terminalColumns() : null) ?? USUAL_COLUMNS;
  return { now: host.now(), zone: host.zone, home: host.env.HOME, columns };
}

const USUAL_COLUMNS = 80;

function label(store: Store, [name, which, ...more]: readonly string[], host: Host): number {
  if (name === undefined || more.length > 0) {
    throw new UsageError(
      "account label needs a name, and the account where it is not the current one",
    );
  }
  if (!isProfileName(name)) {
    throw new UsageError(
      `a name has up to ${PROFILE_NAME_CHARS} letters, digits and ._@+- or blanks between them`,
    );
  }
  const key = which === undefined ? currentAccount(store, host) : findAccount(store, which).key;
  if (key === null) {
    throw new UsageError(
      "which account is in use is not known: give its key (see: tokenroom account)",
    );
  }
  const taken = readProfiles(store).find((profile) => isSameName(profile.name, name));
  if (taken !== undefined && taken.account !== key) {
    throw new UsageError(
      `${
        JSON.stringify(taken.name)
      } names another account; if the two are one: tokenroom account fold ${key} ${taken.name}`,
    );
  }
  const known = readKnownAccounts(store);
  if (known.some((account) => account.key !== key && account.key === name)) {
    throw new UsageError(`${JSON.stringify(name)} is another account's key: choose another name`);
  }
  const own = known.find((account) => account.key === key);
  const configDir = readProfileOf(store, key)?.configDir ?? null;
  store.transaction(() => writeProfile(store, { name, account: key, configDir }, host.now()));
  if (own !== undefined) host.writeOut(renderNamed(own, name, shownOf(host)));
  return 0;
}

function fold(store: Store, words: readonly string[], options: Arguments, host: Host): number {
  const [from, into = from] = find(store, words, 2);
  if (from.key === into.key) throw new UsageError("an account cannot be folded into itself");
  const what = `everything of ${from.name ?? from.key} as ${into.name ?? into.key}'s`;
  if (options.has("dry-run")) {
    host.writeOut(`would count ${what}\n`);
    return 0;
  }
  store.transaction(() => foldAccount(store, from.key, into.key, host.now()));
  if (host.seal !== null) removePublished(stateDir(host.seal, host.env), from.key);
  host.writeOut(`counts ${what} from now on\n`);
  return 0;
}

function setConfigDir(store: Store, words: readonly string[], host: Host): number {
  const [word, dir, ...more] = words;
  if (word === undefined || dir === undefined || more.length > 0) {
    throw new UsageError("account config-dir needs the account and the directory");
  }
  const { key, name } = findAccount(store, word);
  if (name === null) throw new UsageError(`name it first: tokenroom account label NAME ${key}`);
  const path = absolute(dir, host);
  if (!isLaunchDir(path)) {
    throw new UsageError(
      `the seal takes no directory with double quotes, backslashes or control characters in its path, and up to ${LAUNCH_DIR_BYTES} bytes: choose another one`,
    );
  }
  store.transaction(() => writeProfile(store, { name, account: key, configDir: path }, host.now()));
  host.writeOut(`${name} is launched under ${path}\n`);
  const sealed = host.seal?.configs.map((config) => config.dir) ?? [];
  if (!sealed.includes(path)) host.writeOut(renderReseal(path, sealed));
  else if (!isDirectory(path)) host.writeOut(`it does not exist yet; the client makes it\n`);
  return 0;
}

function absolute(dir: string, host: Host): string {
  const path = dir.startsWith("/") ? dir : host.cwd === null ? null : `${host.cwd}/${dir}`;
  if (path === null) throw new UsageError("give the directory as an absolute path");
  try {
    return Deno.realPathSync(path);
  } catch {
    // Out of the seal's reach or absent: it is taken as it was typed.
    return path.length > 1 ? path.replace(/\/+$/, "") : path;
  }
}

function find(
  store: Store,
  words: readonly string[],
  count: number,
): [KnownAccount, ...KnownAccount[]] {
  if (words.length !== count) {
    throw new UsageError(
      count === 1
        ? "account forget needs one account"
        : "account fold needs two accounts: FROM INTO",
    );
  }
  return words.map((word) => findAccount(store, word)) as [KnownAccount, ...KnownAccount[]];
}

function removePublished(dir: string, key: AccountKey): void {
  try {
    Deno.removeSync(`${dir}/accounts/${key}`, { recursive: true });
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
}
