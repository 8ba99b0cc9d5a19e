import { type Facts, type Head, uncommitted } from "../model/facts.ts";
import { plain } from "./ansi.ts";

/** Characters of one name or subject: enough to recognise it, too few to tell a story in it. */
export const NAME_CHARS = 100;

/** `3 uncommitted files on main`; null where git could not count them. */
export function renderState(facts: Facts): string | null {
  const found = uncommitted(facts);
  if (found === null || (found.count === 0 && found.atLeast)) return null;
  const { count, atLeast } = found;
  const what = count === 0
    ? "nothing uncommitted"
    : `${count}${atLeast ? "+" : ""} uncommitted ${count === 1 && !atLeast ? "file" : "files"}`;
  return `${what} ${renderHead(facts.head)}`;
}

/** Where the work tree stands: `on main`. */
export function renderHead(head: Head): string {
  switch (head.kind) {
    case "branch":
      return `on ${renderName(head.name)}`;
    case "detached":
      return head.hash === null ? "on a detached head" : `on detached ${head.hash}`;
    case "unborn":
      return "before the first commit";
  }
}

/** A name that anyone may have chosen: bare where it is an ordinary one, else between quotes. */
export function renderName(name: string): string {
  const safe = safeText(name);
  // The end of a path tells more than its beginning.
  const shown = safe.length <= NAME_CHARS
    ? safe
    : `…${safe.slice(safe.length - NAME_CHARS + 1).toWellFormed()}`;
  return /^…?[\w./@+-]+$/.test(shown) ? shown : `"${shown}"`;
}

/**
 * Text that anyone may have chosen, fit to stand between quotes: without any itself, and without
 * unseen characters. What a person cannot see in a name must not reach the agent either.
 */
export function safeText(text: string): string {
  return plain(text).replace(/[\p{C}\s]+/gu, " ").replaceAll('"', "'").trim();
}
