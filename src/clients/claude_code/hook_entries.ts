import type { Node } from "jsonc-parser";
import { asRecord } from "../../model/decode.ts";
import type { HookEntry } from "../../model/wiring.ts";
import type { JsonPath } from "./json_edit.ts";
import { propertyOf, valueOf } from "./settings_document.ts";
import { isOriginal, isTokenroom, takeApartHook } from "./statusline_command.ts";

/** A hook entry and where it stands. */
export interface PlacedHook extends HookEntry {
  readonly path: JsonPath;
}

/** Every hook command of a settings tree, in the order of the text. Malformed parts are skipped. */
export function hookEntries(root: Node | null, executable: string): PlacedHook[] {
  const hooks = root === null ? null : propertyOf(root, "hooks");
  const found: PlacedHook[] = [];
  for (const property of hooks?.type === "object" ? hooks.children ?? [] : []) {
    const [key, groups] = property.children ?? [];
    const event = String(key?.value);
    for (const [groupIndex, group] of elements(groups).entries()) {
      const matcher = decodeMatcher(asRecord(valueOf(group))?.matcher);
      for (const [index, hook] of elements(propertyOf(group, "hooks") ?? undefined).entries()) {
        const entry = decodeHook({ event, matcher }, valueOf(hook), executable);
        if (entry === null) continue;
        found.push({ ...entry, path: ["hooks", event, groupIndex, "hooks", index] });
      }
    }
  }
  return found;
}

function elements(list: Node | undefined): readonly Node[] {
  return list?.type === "array" ? list.children ?? [] : [];
}

// The client takes the empty text and the star for "every occurrence" too.
function decodeMatcher(raw: unknown): string | null {
  return typeof raw !== "string" || raw === "" || raw === "*" ? null : raw;
}

function decodeHook(
  place: Pick<HookEntry, "event" | "matcher">,
  raw: unknown,
  executable: string,
): HookEntry | null {
  const hook = asRecord(raw);
  const command = hook?.command;
  if (hook === null || typeof command !== "string") return null;
  const args = Array.isArray(hook.args) ? hook.args.map(String) : null;
  const form = args === null ? "shell" : "exec";
  const foreign: HookEntry = {
    ...place,
    owner: "foreign",
    executable: null,
    verb: null,
    form,
    command,
  };
  if ([command, ...args ?? []].some(isOriginal)) return { ...foreign, owner: "original" };
  if (args === null) {
    const parts = takeApartHook(command, executable);
    return parts === null ? foreign : { ...foreign, owner: "ours", ...parts };
  }
  if (args[0] !== "hook" || !isTokenroom(command, executable)) return foreign;
  return { ...foreign, owner: "ours", executable: command, verb: args[1] ?? null };
}
