import type { Facts, FileList } from "../model/facts.ts";
import { NAME_CHARS, renderHead, renderName, renderState, safeText } from "./work_state.ts";

/** Names shown of a list. */
const SHOWN_NAMES = 8;
/** Names shown where the whole is one sentence. */
const FEW_NAMES = 3;
const UNKNOWN = "not known";

/** What a plan says of work that was cut off: the state, a few names, the file edited last. */
export function renderInterrupted(facts: Facts | null, lastEdited: string | null): string {
  const state = facts === null ? null : renderState(facts);
  const names = [...facts?.changed?.names ?? [], ...facts?.untracked?.names ?? []];
  const few = names.slice(0, FEW_NAMES).map(renderName).join(", ");
  const more = names.length > FEW_NAMES ? ", …" : "";
  const parts = [
    ...(state === null ? [] : [few === "" ? state : `${state} (${few}${more})`]),
    ...(lastEdited === null
      ? []
      : [`last edited ${renderName(fromRoot(lastEdited, facts?.root))}`]),
  ];
  return `interrupted work${parts.length === 0 ? "" : `: ${parts.join(", ")}`}`;
}

/** The facts, a line each, for an agent that has lost its context. What is not known is said so. */
export function renderFacts(facts: Facts, lastEdited: string | null): string[] {
  const { changed, untracked, commits, stashes } = facts;
  const staged = changed?.staged ?? 0;
  const conflicted = changed?.conflicted ?? 0;
  const parts = [
    ...(staged > 0 ? [`${staged} staged`] : []),
    ...(conflicted > 0 ? [`${conflicted} in conflict`] : []),
  ];
  return [
    `work tree: ${renderName(facts.root)} ${renderHead(facts.head)}`,
    `changed files: ${renderList(changed, parts)}`,
    `new files: ${renderList(untracked, [])}`,
    `last commits: ${renderCommits(commits)}`,
    ...(stashes === 0 ? [] : [`stashes: ${stashes ?? UNKNOWN}`]),
    ...(lastEdited === null
      ? []
      : [`last edited: ${renderName(fromRoot(lastEdited, facts.root))}`]),
  ];
}

function renderList(list: FileList | null, parts: readonly string[]): string {
  if (list === null) return UNKNOWN;
  if (list.count === 0 && !list.atLeast) return "none";
  const shown = list.names.slice(0, SHOWN_NAMES);
  const rest = list.count - shown.length;
  const more = rest > 0 || list.atLeast ? ` and ${rest}${list.atLeast ? "+" : ""} more` : "";
  const of = parts.length === 0 ? "" : ` (${parts.join(", ")})`;
  return `${list.count}${list.atLeast ? "+" : ""}${of}: ${shown.map(renderName).join(", ")}${more}`;
}

function renderCommits(commits: Facts["commits"]): string {
  if (commits === null) return UNKNOWN;
  if (commits.length === 0) return "none";
  return commits.map(({ hash, subject }) => `${hash} ${renderSubject(subject)}`).join("; ");
}

function renderSubject(text: string): string {
  const safe = safeText(text);
  const cut = safe.length > NAME_CHARS;
  return `"${cut ? `${safe.slice(0, NAME_CHARS - 1).toWellFormed()}…` : safe}"`;
}

/** The path of a file as seen from the root, where it lies below it. */
function fromRoot(path: string, root: string | undefined): string {
  return root !== undefined && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}
