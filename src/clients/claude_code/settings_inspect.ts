import type { Node } from "jsonc-parser";
import { asRecord } from "../../model/decode.ts";
import type { Inspection, Refusal, StatusLine } from "../../model/wiring.ts";
import { hookEntries } from "./hook_entries.ts";
import { firstNotPlain, openSettings, propertyOf, valueOf } from "./settings_document.ts";
import { isOriginal, mentionsTap, takeApart } from "./statusline_command.ts";
import { verbOf, WIRED_EVENTS } from "./wiring.ts";

/** What a settings text wires, or why it cannot be told. `executable` is ours as settings hold it. */
export function inspectSettings(text: string, executable: string): Inspection | Refusal {
  const document = openSettings(text);
  if ("problem" in document) return document;
  const { root } = document;
  const hooks = hookEntries(root, executable);
  const calls = (event: string) =>
    hooks.some((hook) =>
      hook.event === event && hook.owner === "ours" && hook.verb === verbOf(event)
    );
  const disabled = root === null ? null : propertyOf(root, "disableAllHooks");
  return {
    statusLine: inspectStatusLine(root, executable),
    hooks: hooks.map(({ path: _path, matched: _matched, ...entry }) => entry),
    missingEvents: WIRED_EVENTS.filter((event) => !calls(event)),
    allHooksDisabled: disabled?.value === true,
    skippedFrom: firstNotPlain(document),
  };
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
