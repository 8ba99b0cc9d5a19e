import type { Node } from "jsonc-parser";
import { asRecord } from "../../model/decode.ts";
import type { HookEntry, Inspection, Refusal, StatusLine } from "../../model/wiring.ts";
import { hookEntries } from "./hook_entries.ts";
import { firstNotPlain, openSettings, propertyOf, valueOf } from "./settings_document.ts";
import { isOriginal, mentionsTap, takeApart } from "./statusline_command.ts";
import { namesOf, verbOf, WIRED_EVENTS } from "./wiring.ts";

/** What a settings text wires, or why it cannot be told. `executable` is ours as settings hold it. */
export function inspectSettings(text: string, executable: string): Inspection | Refusal {
  const document = openSettings(text);
  if ("problem" in document) return document;
  const { root } = document;
  const hooks = hookEntries(root, executable).map(({ path: _path, ...entry }) => entry);
  const disabled = root === null ? null : propertyOf(root, "disableAllHooks");
  return {
    statusLine: inspectStatusLine(root, executable),
    hooks,
    ...inspectEvents(hooks.filter((hook) => hook.owner === "ours")),
    allHooksDisabled: disabled?.value === true,
    skippedFrom: firstNotPlain(document),
  };
}

type Events = Pick<Inspection, "missingEvents" | "mismatchedEvents" | "doubledEvents">;

function inspectEvents(ours: readonly HookEntry[]): Events {
  const missingEvents: string[] = [];
  const mismatchedEvents: string[] = [];
  const doubledEvents: string[] = [];
  for (const wired of WIRED_EVENTS) {
    const placed = ours.filter(({ event }) => namesOf(wired).includes(event));
    const calling = placed.filter(({ event, verb }) => verb === verbOf(event));
    const events = [...new Set(placed.map(({ event }) => event))];
    if (calling.length === 0) missingEvents.push(wired.event);
    else if (calling.every(({ matcher }) => matcher !== wired.matcher)) {
      mismatchedEvents.push(...events);
    }
    if (placed.length > 1) doubledEvents.push(...events);
  }
  return { missingEvents, mismatchedEvents, doubledEvents };
}

/** What stands under `statusLine`. */
export function inspectStatusLine(root: Node | null, executable: string): StatusLine {
  const node = root === null ? null : propertyOf(root, "statusLine");
  if (node === null) return { kind: "absent" };
  const value = asRecord(valueOf(node));
  const command = value?.command;
  if (typeof command !== "string" || command.trim() === "" || value?.type !== "command") {
    return { kind: "foreign", command: null };
  }
  const tap = takeApart(command, executable);
  if (tap !== null) return { kind: "ours", ...tap };
  if (isOriginal(command)) return { kind: "original", command };
  if (mentionsTap(command)) return { kind: "custom", command };
  return { kind: "foreign", command };
}
