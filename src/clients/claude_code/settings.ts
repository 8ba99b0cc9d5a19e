import type {
  Hud,
  Refusal,
  StatusLineChange,
  UnwireReport,
  WireReport,
} from "../../model/wiring.ts";
import { hookEntries, type PlacedHook } from "./hook_entries.ts";
import {
  addProperty,
  appendElement,
  type JsonPath,
  nodeAt,
  removeMember,
  replaceRaw,
  replaceValue,
  treeOf,
  withTopLevel,
} from "./json_edit.ts";
import { openSettings } from "./settings_document.ts";
import { inspectSettings, inspectStatusLine } from "./settings_inspect.ts";
import { composeStatusLine, isOriginal } from "./statusline_command.ts";
import {
  type HookForm,
  hookGroup,
  hookObject,
  statusLineObject,
  verbOf,
  WIRED_EVENTS,
  type WiredEvent,
} from "./wiring.ts";

/** What to wire. */
export interface Wiring {
  /** Our executable as settings hold it. */
  readonly executable: string;
  /** Null when the client's version is not known: an entry of either form is then right. */
  readonly hookForm: HookForm | null;
  /**
   * Whether the client calls hooks once for a batch of tools; else they are called for each. Null
   * when its version is not known: what is wired stays.
   */
  readonly toolBatch: boolean | null;
  /** Null keeps what is wired, and shows both where the person has a statusline. */
  readonly hud: Hud | null;
}

/** A settings text with everything wired. */
export interface Wired {
  readonly text: string;
  readonly report: WireReport;
  /** JSON text of the former `statusLine`, byte for byte; null when there was none. */
  readonly formerStatusLine: string | null;
}

/** Wires a settings text; nothing but our own entries changes. Wired again it stays the same. */
export function wireSettings(text: string, wiring: Wiring): Wired | Refusal {
  const document = openSettings(text);
  if ("problem" in document) return document;
  const before = inspectSettings(text, wiring.executable);
  if ("problem" in before) return before;
  const former = nodeAt(document.root, ["statusLine"]);
  const line = wireStatusLine(withTopLevel(document.body), wiring);
  const hooks = wireHooks(line.body, wiring);
  const isWired = line.change === "unchanged" && hooks.body === line.body;
  return {
    // An empty file with nothing to wire would otherwise gain braces.
    text: isWired ? text : document.mark + hooks.body,
    report: {
      statusLine: line.change,
      hud: line.hud,
      hasOwnStatusLine: line.hasOwn,
      hooksAdded: hooks.added,
      hooksUpdated: hooks.updated,
      hooksRemoved: hooks.removed,
      replacedOriginal: before.statusLine.kind === "original" ||
        before.hooks.some((hook) => hook.owner === "original"),
      allHooksDisabled: before.allHooksDisabled,
      skippedFrom: before.skippedFrom,
    },
    formerStatusLine: former === null
      ? null
      : document.body.slice(former.offset, former.offset + former.length),
  };
}

interface WiredLine {
  readonly body: string;
  readonly change: StatusLineChange;
  readonly hud: Hud;
  readonly hasOwn: boolean;
}

const COMMAND: JsonPath = ["statusLine", "command"];

function wireStatusLine(body: string, wiring: Wiring): WiredLine {
  const { executable } = wiring;
  const current = inspectStatusLine(treeOf(body), executable);
  const ours = { executable, hud: "tokenroom", own: null } as const;
  const plain = { hud: "tokenroom", hasOwn: false } as const;
  switch (current.kind) {
    case "absent": {
      const added = addProperty(body, [], "statusLine", statusLineObject(ours));
      return { body: added, change: "added", ...plain };
    }
    case "original": {
      const replaced = replaceValue(body, COMMAND, composeStatusLine(ours));
      return { body: replaced, change: "replaced_original", ...plain };
    }
    case "custom":
      return { body, change: "left_custom", ...plain };
    case "foreign": {
      if (current.command === null) {
        const replaced = replaceValue(body, ["statusLine"], statusLineObject(ours));
        return { body: replaced, change: "replaced_unusable", ...plain };
      }
      const hud = wiring.hud ?? "both";
      const command = composeStatusLine({ executable, hud, own: current.command });
      return { body: replaceValue(body, COMMAND, command), change: "composed", hud, hasOwn: true };
    }
    case "ours": {
      const own = current.own !== null && isOriginal(current.own) ? null : current.own;
      const hud = own === null ? "tokenroom" : wiring.hud ?? current.hud;
      const hasOwn = own !== null;
      // Compared by meaning: flags that the person added to our tap stay.
      const same = current.executable === executable && current.own === own &&
        (own === null || current.hud === hud);
      if (same) return { body, change: "unchanged", hud, hasOwn };
      const command = composeStatusLine({ executable, hud, own });
      return { body: replaceValue(body, COMMAND, command), change: "updated", hud, hasOwn };
    }
  }
}

interface WiredHooks {
  readonly body: string;
  readonly added: readonly string[];
  readonly updated: readonly string[];
  readonly removed: readonly string[];
}

function wireHooks(start: string, wiring: Wiring): WiredHooks {
  const { executable } = wiring;
  const form = wiring.hookForm ?? "shell";
  const entries = hookEntries(treeOf(start), executable).filter((hook) => hook.owner !== "foreign");
  const updated: string[] = [];
  const added: string[] = [];
  const spare = new Set<PlacedHook>(entries);
  let body = start;
  for (const wired of WIRED_EVENTS) {
    const { event, former } = choose(wired, entries, wiring.toolBatch);
    const { matcher } = wired;
    const own = entries.filter((hook) => hook.event === event && hook.matcher === matcher);
    const kept = own.find((hook) => isRight(hook, wiring)) ?? own[0];
    if (kept === undefined) {
      const group = hookGroup({ event, matcher }, executable, form);
      body = addGroup(body, event, group, former);
      added.push(event);
      continue;
    }
    spare.delete(kept);
    if (isRight(kept, wiring)) continue;
    body = replaceValue(body, kept.path, hookObject(event, executable, form));
    updated.push(event);
  }
  // Last, so that a group of ours that comes instead of another one takes its place.
  const removed = removeHooks(body, [...spare], () => false);
  const replaced = added.filter((event) => removed.events.includes(event));
  return {
    body: removed.body,
    added: added.filter((event) => !replaced.includes(event)),
    updated: [...updated, ...replaced],
    removed: removed.events.filter((event) => !replaced.includes(event)),
  };
}

// The name under which to wire an event, and the one under which it is wired so far; null where none.
function choose(
  { event, standIn }: WiredEvent,
  entries: readonly PlacedHook[],
  hasEvent: boolean | null,
): { readonly event: string; readonly former: string | null } {
  if (standIn === undefined) return { event, former: null };
  const isWired = (name: string) =>
    entries.some((hook) => hook.owner === "ours" && hook.event === name);
  // Every client has the stand-in, so in doubt it is the one.
  const wantsEvent = hasEvent ?? (isWired(event) && !isWired(standIn));
  const [wanted, other] = wantsEvent ? [event, standIn] : [standIn, event];
  return { event: wanted, former: isWired(other) ? other : null };
}

// An event that replaces a former one takes its place; any other goes to the end.
function addGroup(start: string, event: string, group: object, former: string | null): string {
  const hasHooks = nodeAt(treeOf(start), ["hooks"]) !== null;
  const body = hasHooks ? start : addProperty(start, [], "hooks", {});
  return nodeAt(treeOf(body), ["hooks", event]) === null
    ? addProperty(body, ["hooks"], event, [group], former)
    : appendElement(body, ["hooks", event], group);
}

function isRight(hook: PlacedHook, wiring: Wiring): boolean {
  return hook.owner === "ours" && hook.executable === wiring.executable &&
    hook.verb === verbOf(hook.event) && (wiring.hookForm === null || hook.form === wiring.hookForm);
}

// Removes entries, and what is left empty by it unless `isKept` says that it was there before us.
function removeHooks(
  start: string,
  entries: readonly PlacedHook[],
  isKept: (path: JsonPath) => boolean,
): { readonly body: string; readonly events: readonly string[] } {
  let body = start;
  const events: string[] = [];
  // From the end, so that the indices before stay right.
  for (const { path, event } of [...entries].reverse()) {
    if (!events.includes(event)) events.unshift(event);
    const group = path.slice(0, 3);
    const isOnly = nodeAt(treeOf(body), path.slice(0, 4))?.children?.length === 1;
    body = removeMember(body, isOnly ? group : path);
    for (const container of [path.slice(0, 2), path.slice(0, 1)]) {
      const isEmpty = nodeAt(treeOf(body), container)?.children?.length === 0;
      if (isEmpty && !isKept(container)) body = removeMember(body, container);
    }
  }
  return { body, events };
}

/** What to restore, from the record of the installation. */
export interface Former {
  /** JSON text of the former `statusLine`; null when there was none or it is not known. */
  readonly statusLine: string | null;
  /** The text before the installation; null when it is not known. */
  readonly text: string | null;
}

/** A settings text without our entries. */
export interface Unwired {
  readonly text: string;
  readonly report: UnwireReport;
}

/** Takes our entries out of a settings text and gives the person's own statusline back. */
export function unwireSettings(
  text: string,
  executable: string,
  former: Former,
): Unwired | Refusal {
  const document = openSettings(text);
  if ("problem" in document) return document;
  const formerDocument = former.text === null ? null : openSettings(former.text);
  const formerRoot = formerDocument === null || "problem" in formerDocument
    ? null
    : formerDocument.root;
  const line = unwireStatusLine(document.body, executable, former.statusLine);
  const ours = hookEntries(treeOf(line.body), executable).filter((hook) => hook.owner === "ours");
  const hooks = removeHooks(line.body, ours, (path) => nodeAt(formerRoot, path) !== null);
  return {
    text: document.mark + hooks.body,
    report: { statusLine: line.change, hooksRemoved: hooks.events },
  };
}

function unwireStatusLine(
  body: string,
  executable: string,
  former: string | null,
): { readonly body: string; readonly change: UnwireReport["statusLine"] } {
  const current = inspectStatusLine(treeOf(body), executable);
  if (current.kind === "custom") return { body, change: "left_custom" };
  if (current.kind !== "ours") return { body, change: "unchanged" };
  // The command alone is enough, and what stands beside it now is the person's latest word.
  if (current.own !== null) {
    return { body: replaceValue(body, COMMAND, current.own), change: "restored" };
  }
  if (former !== null) {
    return { body: replaceRaw(body, ["statusLine"], former), change: "restored" };
  }
  return { body: removeMember(body, ["statusLine"]), change: "removed" };
}
