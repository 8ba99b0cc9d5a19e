import { asCount, asInstant, asList, asRecord, asText } from "../model/decode.ts";
import type { Entry } from "../model/entry.ts";
import { type EpochSec, MINUTE, type Tokens, type Zone } from "../model/units.ts";
import { windowLabel } from "../model/window.ts";
import { formatDuration, formatInstant, formatPct, formatTokens, formatUsd } from "./format.ts";
import { PREFIX } from "./prefix.ts";
import { safeText } from "./work_state.ts";

/** An entry in words. */
export interface SaidEntry {
  /** What kind of thing it is, in a word. */
  readonly label: string;
  readonly text: string;
  readonly tone: "plain" | "notice" | "alarm";
}

type Detail = Entry["detail"];

interface Around {
  readonly at: EpochSec;
  readonly zone: Zone;
}

type Wording = (detail: Detail, around: Around) => readonly [string, string, SaidEntry["tone"]?];

// By name and not by a closed list: a journal may hold what a later version wrote.
const WORDINGS: Readonly<Record<string, Wording>> = {
  "session-start": ({ source }) => ["session", BEGINS[word(source) ?? ""] ?? "begins"],
  "session-end": (detail) => ["session", sayEnd(detail)],
  "stamp": ({ text, crossed }) => [
    "stamp",
    asList(crossed).length === 0
      ? withoutTime(text)
      : `${withoutTime(text)} (${meters(crossed)} fell into a worse band)`,
  ],
  "stamp-skipped": ({ why }) => ["no stamp", WHY_SILENT[word(why) ?? ""] ?? "not known why"],
  "update": ({ text, crossed }) => [
    asList(crossed).length === 0 && withoutTime(text).startsWith("receipt: ")
      ? "receipt"
      : "update",
    withoutTime(text),
    "notice",
  ],
  "update-held": ({ crossed }) => [
    "crossing",
    `${meters(crossed)} fell into a worse band; not told yet: an update came just before`,
    "notice",
  ],
  "consult": ({ tool, verdict }) => [
    "consult",
    [word(tool) ?? "a tool", word(verdict)].filter((part) => part !== null).join(" → "),
  ],
  "launch-denied": (detail) => ["gate", sayGate(detail, "denied"), "alarm"],
  "launch-warned": (detail) => ["gate", sayGate(detail, "warned, a focused run"), "notice"],
  "compaction-held": ({ window, resetAt }, around) => [
    "guard",
    `compaction held until ${label(window)} refills${at(resetAt, around)}`,
    "notice",
  ],
  "compaction": (detail) => ["compaction", sayCompaction(detail), "notice"],
  "injection": (detail) => ["injection", sayInjection(detail)],
  "plan-queued": (detail, around) => ["plan", sayQueued(detail, around)],
  "plan-told": ({ plans }) => ["plan", `${numbers(plans)} ready: told`],
  "plan-cleared": ({ plan, why, by }) => [
    "plan",
    `#${word(plan) ?? "?"} ${word(why) ?? "ended"} by ${who(by)}`,
  ],
  "continued": ({ text }) => ["continued", withoutTime(text), "notice"],
  "pinned": ({ pin, scope, author, chars }) => [
    "pin",
    `#${word(pin) ?? "?"} for the ${word(scope) ?? "project"} by ${who(author)}, ` +
    `${word(chars) ?? "?"} characters`,
  ],
  "unpinned": ({ pin, by }) => ["pin", `#${word(pin) ?? "?"} taken away by ${who(by)}`],
  "checkpoint": ({ chars, steps }) => [
    "checkpoint",
    `saved: ${word(chars) ?? "?"} characters, ${word(steps) ?? "no"} next steps`,
  ],
  "handoff": ({ chars }) => ["handoff", `saved: ${word(chars) ?? "?"} characters`],
  "intent": (detail, around) => ["focus", sayIntent(detail, around)],
  "trim": (detail) => ["trim", sayTrim(detail), "notice"],
  "wall": (detail, around) => ["wall", sayWall(detail, around), "alarm"],
  "account-seen": () => ["account", "first figures of an account that was not known"],
  "account-switched": () => ["account", "the session goes on with another account", "notice"],
  "account-told": ({ kinds }) => ["account", sayTold(kinds), "notice"],
  "login": () => ["account", "somebody logged in: figures withheld until the next reply", "notice"],
  "store-replaced": ({ file }) => [
    "store",
    `damaged, kept as ${word(file) ?? "a copy"}; a new one was started`,
    "alarm",
  ],
  "notes-kept": ({ file }) => [
    "store",
    `notes of ${word(file) ?? "a copy"} taken over, as far as they could be read`,
  ],
};

/** An entry in words. One of a kind that is not known is told by what it holds. */
export function sayEntry(entry: Entry, zone: Zone): SaidEntry {
  const wording = Object.hasOwn(WORDINGS, entry.kind) ? WORDINGS[entry.kind] : undefined;
  if (wording === undefined) {
    return { label: entry.kind, text: listed(entry.detail), tone: "plain" };
  }
  const [label, text, tone] = wording(entry.detail, { at: entry.at, zone });
  return { label, text: safeText(text), tone: tone ?? "plain" };
}

const BEGINS: Readonly<Record<string, string>> = {
  resume: "goes on where it ended",
  clear: "begins anew after a clear",
  compact: "goes on after a compaction",
};

/** Why a prompt was not stamped, by the word that the journal keeps. */
export const WHY_SILENT: Readonly<Record<string, string>> = {
  disabled: "TOKENROOM_DISABLE=1 silences this session",
  configured: "stamp_enabled is off in config.json",
  known: "nothing to tell that it was not told",
  assumed: "nothing to tell that it was not told",
  ambiguous: "withheld: several accounts use this directory",
  echo: "withheld: somebody logged in since its last reply",
  none: "no figures: none reported yet, or an API key",
};

// The time stands in front of the row.
function withoutTime(text: unknown): string {
  const said = asText(text, Infinity) ?? "";
  return said.replace(PREFIX, "").replace(/^now [^·]* · /, "");
}

function word(value: unknown): string | null {
  return typeof value === "number" ? String(value) : asText(value);
}

function who(by: unknown): string {
  return by === "person" ? "you" : "the agent";
}

function label(window: unknown): string {
  const key = asText(window);
  return key === null ? "the window" : `the ${windowLabel(key)} window`;
}

function at(value: unknown, around: Around, before = ", "): string {
  const instant = asInstant(value);
  return instant === null ? "" : `${before}${formatInstant(instant, around.at, around.zone)}`;
}

function meters(crossed: unknown): string {
  const names = asList(crossed).flatMap((key) => asText(key) ?? [])
    .map((key) => key.startsWith("the ") ? key : `the ${windowLabel(key)} window`);
  return names.length === 0 ? "a budget" : names.join(" and ");
}

const TOLD: Readonly<Record<string, string>> = {
  switched: "the switch",
  echo: "figures are from before a login",
  unknown: "several accounts are possible",
  alternate: "another account has room",
};

function sayTold(kinds: unknown): string {
  const told = asList(kinds).map((kind) => TOLD[word(kind) ?? ""] ?? word(kind));
  return told.length === 0 ? "the agent was told what is new" : `told: ${told.join(", ")}`;
}

function numbers(plans: unknown): string {
  return asList(plans).map((id) => `#${word(id) ?? "?"}`).join(", ");
}

function sayEnd({ reason, seconds, costUsd }: Detail): string {
  const lasted = asCount(seconds);
  return [
    `ends (${word(reason) ?? "end"})`,
    ...lasted === null ? [] : [`after ${formatDuration(lasted)}`],
    ...typeof costUsd === "number" ? [formatUsd(costUsd)] : [],
  ].join(", ");
}

function sayGate({ tool, window, headroomPct }: Detail, verdict: string): string {
  const left = typeof headroomPct === "number" ? ` at ${formatPct(headroomPct)}` : "";
  return `${word(tool) ?? "a launch"} ${verdict}: ${label(window)}${left}`;
}

function sayCompaction(detail: Detail): string {
  const { trigger, beforeTokens, afterTokens, seconds, instructedTokens } = detail;
  const [before, after] = [asCount(beforeTokens), asCount(afterTokens)];
  const [took, instructed] = [asCount(seconds), asCount(instructedTokens)];
  const size = before === null && after === null
    ? []
    : [`${amount(before)} → ${amount(after)} tokens`];
  return [
    word(trigger) ?? "cause not known",
    ...size,
    ...took === null || took < 1 || took > 10 * MINUTE ? [] : [`took ${formatDuration(took)}`],
    ...instructed === null || instructed === 0 ? [] : [`our instructions ${amount(instructed)}`],
    ...detail.transcript === undefined ? [] : ["known from the transcript alone"],
  ].join(", ");
}

function amount(tokens: Tokens | null): string {
  return tokens === null ? "?" : formatTokens(tokens);
}

function sayInjection({ source, tokens, parts }: Detail): string {
  const named = asList(parts).flatMap((raw) => {
    const part = asRecord(raw);
    const cut = part?.cut === true ? " (cut)" : "";
    return part === null ? [] : [`${word(part.name)} ${amount(asCount(part.tokens))}${cut}`];
  });
  const what = source === "resume" ? "pins that are new" : "given back after compaction";
  const of = named.length === 0 ? "" : `: ${named.join(", ")}`;
  return `${what}, ≈${amount(asCount(tokens))} tokens${of}`;
}

function sayQueued({ plan, window, resetAt, steps, estTokens, armed }: Detail, around: Around) {
  const count = asCount(steps) ?? 0;
  const until = asText(window) === null
    ? []
    : [`waits for ${label(window)}${at(resetAt, around, ": ")}`];
  const estimate = asCount(estTokens);
  return [
    `#${word(plan) ?? "?"} put off`,
    ...count === 0 ? [] : [`${count} ${count === 1 ? "step" : "steps"}`],
    ...until,
    ...estimate === null ? [] : [`≈${formatTokens(estimate)} tokens`],
    ...armed === true ? ["goes on by itself"] : [],
  ].join(", ");
}

function sayIntent({ intent, ended, armed, endsAt }: Detail, around: Around): string {
  const run = `focused run #${word(intent) ?? "?"}`;
  if (ended === true) return `${run} ended`;
  return `${run} begins${at(endsAt, around, ", until ")}${
    armed === true ? ", goes on by itself" : ""
  }`;
}

function sayTrim({ beforeTokens, afterTokens }: Detail): string {
  const size = `${amount(asCount(beforeTokens))} → ${amount(asCount(afterTokens))} tokens`;
  return `the context fell, ${size}, and nothing here explains it`;
}

function sayWall({ window, resetAt, headroomPct }: Detail, around: Around): string {
  const said = typeof headroomPct === "number"
    ? `; the last figure said ${formatPct(headroomPct)} left`
    : "";
  return `a turn ended at ${label(window)}${at(resetAt, around, ", refills ")}${said}`;
}

function listed(detail: Detail): string {
  return Object.entries(detail).flatMap(([name, value]) => {
    const said = word(value);
    return said === null || name === "ms" ? [] : [`${name} ${said}`];
  }).map(safeText).join(", ");
}
