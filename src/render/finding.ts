import type { Finding, ForeignHook } from "../decide/finding.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import type { ClientGap } from "../model/wiring.ts";
import { plain } from "./ansi.ts";
import { sayRefusal, sayUnreadable } from "./file_finding.ts";
import { formatDuration, formatInstant } from "./format.ts";
import { sayHealth } from "./health_finding.ts";
import { sayTrouble } from "./storage_trouble.ts";
import { sayMemory, saySkill } from "./text_finding.ts";

/** A finding in words. */
export interface Said {
  readonly what: string;
  /** What to do about it; null where nothing. */
  readonly remedy: string | null;
}

const INSTALL = "run: tokenroom install";
const SEAL = "run install.sh again";

/** A finding as one line of what is and one of what to do about it. */
export function sayFinding(finding: Finding, now: EpochSec, zone: Zone): Said {
  switch (finding.kind) {
    case "wired": {
      const server = finding.hasServer ? ", MCP server" : "";
      return say(
        `${plain(finding.dir)} is wired: statusline, ${count(finding.hooks, "hook")}${server}`,
      );
    }
    case "not-wired":
      return say(`${plain(finding.dir)} is not wired`, INSTALL);
    case "wiped":
      return say(
        `${plain(finding.dir)} was wired (${formatInstant(finding.installedAt, now, zone)}) and ` +
          `is not any more: something ${
            finding.isGone ? "removed" : "rewrote"
          } settings.json (the client itself has been seen doing so)`,
        `${INSTALL} (what it replaced is kept in ${plain(finding.backups)})`,
      );
    case "half-wired":
      return say(`${plain(finding.dir)} lacks ${sayMissing(finding.missing)}`, INSTALL);
    case "mismatched":
      return say(
        `${plain(finding.dir)} restricts ${list(finding.events)} to other occurrences than ours`,
        INSTALL,
      );
    case "doubled":
      return say(`${plain(finding.dir)} calls us twice at ${list(finding.events)}`, INSTALL);
    case "other-path":
      return say(
        `${plain(finding.dir)} calls another executable: ${plain(finding.path)} (gone, moved, or ` +
          "an older installation)",
        `${INSTALL} (makes it call this one)`,
      );
    case "foreign-statusline":
      return say(
        `${plain(finding.dir)} has a statusline that is not ours, so no figures arrive`,
        `${INSTALL} (keeps that statusline and composes with it; see --hud)`,
      );
    case "foreign-hooks":
      return say(`${plain(finding.dir)} has ${sayForeign(finding.hooks)}`);
    case "original":
      return say(`${plain(finding.dir)} still calls the Node original`, `${INSTALL} (replaces it)`);
    case "hooks-disabled":
      return say(
        `${plain(finding.path)} sets disableAllHooks: no stamp, and no statusline either`,
        "take disableAllHooks out of it",
      );
    case "refused":
      return sayRefusal(plain(finding.path), finding.refusal);
    case "skipped-by-client":
      return say(
        `${plain(finding.path)} has a comment or a trailing comma at line ${finding.from.line}, ` +
          `column ${finding.from.column}: the client skips the whole file, nothing in it works`,
        "take out every comment and trailing comma; the client reads strict JSON only",
      );
    case "no-directory":
      return say(`${plain(finding.dir)} does not exist`, `start claude once, then ${INSTALL}`);
    case "settings-moved":
      return say(
        `${plain(finding.dir)}/settings.json leads to another file than when this executable was ` +
          "sealed (a link was made, moved or removed)",
        `${SEAL}: it seals to where it leads now`,
      );
    case "settings-unreadable":
      return sayUnreadable(plain(finding.path), finding.problem, finding.detail);
    case "skill":
      return saySkill(plain(finding.dir), finding.state);
    case "memory":
      return sayMemory(plain(finding.dir), finding.state);
    case "server-absent":
      return say(
        `the MCP server is not registered for ${plain(finding.dir)}, so the agent cannot ask`,
        `run: ${plain(finding.line)}`,
      );
    case "server-elsewhere":
      return say(
        `the MCP server of ${plain(finding.dir)} is registered with another command: ${
          shorten(plain(finding.command))
        }`,
        `${INSTALL} (replaces it)`,
      );
    case "client-file-damaged":
      return say(
        `${plain(finding.path)}, the client's own file, is not valid JSON: claude does not start`,
        `mend it or put the newest copy from ${
          plain(finding.dir)
        }/backups in its place, then ${INSTALL}`,
      );
    case "client-gap":
      return sayGap(finding.gap, plain(finding.version));
    case "token-count":
      return say(
        finding.tokensLeft === null
          ? "with some models Claude Code tells the agent a number of tokens left that it made up " +
            "(totalTokensReminder is not set)"
          : "Claude Code tells the agent a number of tokens left that it made up " +
            "(totalTokensReminder)",
        `set "totalTokensReminder": "countdown" in ${plain(finding.path)}; new sessions take it up`,
      );
    case "compaction-off":
      return say(
        `${plain(finding.dir)} sets autoCompactEnabled to false: where the context ends, the ` +
          "client refuses to go on; the room told is the room to that end",
        `to have it compact again, take autoCompactEnabled out of ${
          plain(finding.dir)
        }/settings.json`,
      );
    case "no-config":
      return say("the seal names no configuration directory of a client", SEAL);
    case "client-unseen":
      return say(
        "no claude on the PATH tells its version, so what it lacks is not known",
        "put claude on the PATH, where tokenroom run needs it too; the alias of a shell is not seen",
      );
    case "client":
      return say(`Claude Code ${plain(finding.version)}`);
    case "state-unwritable":
      return sayTrouble(finding.trouble, finding.path, finding.detail);
    case "store-replaced":
      return say(
        `the store was damaged and a new one was started at ${
          formatInstant(finding.at, now, zone)
        }`,
        finding.aside === null
          ? "the damaged file lies beside it as tokenroom.db.corrupt-…; delete it when you do not need it"
          : `run: tokenroom doctor --fix (takes over the notes that can be read of ${
            plain(finding.aside)
          })`,
      );
    case "store-newer":
      return say(plain(finding.why), "run the newer tokenroom, or move tokenroom.db away");
    case "store-unreadable":
      return say(
        `the store cannot be opened (${plain(finding.why)})`,
        "check owner and free space of the state directory",
      );
    case "never-reported":
      return say("no session has reported yet", "start claude in a terminal and send a prompt");
    case "no-figures":
      return say(
        "no session has told figures yet",
        "they come with the first reply in a terminal (print mode shows no statusline)",
      );
    case "no-windows":
      return say(
        "the last session has no rate-limit windows, as with an API key: the agent is told its " +
          "context only",
      );
    case "figures-fresh":
      return say(`the newest figures are ${formatDuration(finding.ageSec)} old`);
    case "figures-old":
      return say(
        `the newest figures are ${
          formatDuration(finding.ageSec)
        } old, so stamps leave the quota out`,
        "the next reply of any session renews them",
      );
    case "store-damaged":
    case "calibrated":
    case "calibrating":
    case "price-assumed":
    case "session-fresh":
    case "clock-back":
    case "leftovers":
    case "state-open":
      return sayHealth(finding);
    case "complaint":
      return say(
        sayComplaint(shorten(plain(finding.key)), finding.expected),
        `mend ${plain(finding.path)}; it is read anew at each event`,
      );
    case "stray-state-dir":
      return say(
        `TOKENROOM_DIR names ${plain(finding.path)}, which the seal does not allow; ${
          plain(finding.used)
        } is used`,
        "unset it, or run install.sh --state-dir with that directory",
      );
    case "silenced":
      return say(
        "TOKENROOM_DISABLE=1 is set here: the hooks tell the agent nothing",
        "unset it to have the agent told again",
      );
    case "faults":
      return say(
        `${count(finding.count, "fault")} in the last day, the last at ${
          formatInstant(finding.lastAt, now, zone)
        }: ${shorten(plain(finding.last))}`,
        "if it stays, report it with faults.jsonl from the state directory",
      );
  }
}

function sayGap(gap: ClientGap, version: string): Said {
  switch (gap) {
    case "exec-form":
      return say(
        `Claude Code ${version} cannot start hooks as they are wired (without a shell, since 2.1.139)`,
        `${INSTALL} (wires them with a shell), or update Claude Code`,
      );
    case "batch-unproven":
      return say(
        `Claude Code ${version} is not known to have PostToolBatch, which is wired: nothing may ` +
          "be told within a turn",
        `${INSTALL} (wires PostToolUse instead)`,
      );
    case "batch-unused":
      return say(
        `Claude Code ${version} can call us once for a batch of tools and calls us for each one`,
        `${INSTALL} (wires PostToolBatch instead)`,
      );
  }
}

function sayForeign(hooks: readonly ForeignHook[]): string {
  const events = list([...new Set(hooks.map((hook) => hook.event))]);
  const [first] = hooks;
  const what = first === undefined || hooks.length > 1
    ? `${hooks.length} other hooks at ${events}`
    : `another hook at ${events}: ${shorten(plain(first.command))}`;
  return `${what} (the client does not say whose hook failed, so errors may look like ours)`;
}

function sayComplaint(key: string, expected: string): string {
  if (key === "config.json") return `config.json is not ${expected}, so all defaults hold`;
  return expected === "no such key"
    ? `config.json: there is no key ${key}`
    : `config.json: ${key} has to be ${expected}; its default holds`;
}

function say(what: string, remedy: string | null = null): Said {
  return { what, remedy };
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

function sayMissing(missing: readonly string[]): string {
  const events = missing.filter((name) => name !== "statusLine");
  const parts = [
    ...(events.length < missing.length ? ["the statusline"] : []),
    ...(events.length === 0 ? [] : [`the ${list(events)} hook${events.length === 1 ? "" : "s"}`]),
  ];
  return parts.join(" and ");
}

function list(names: readonly string[]): string {
  return names.map(plain).join(", ");
}

function shorten(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 99)}…`;
}
