import { DIGEST_CHARS, type Handoff } from "../model/handoff.ts";
import type { EpochSec } from "../model/units.ts";
import { formatDuration } from "./format.ts";
import { visibleLine } from "./note_text.ts";

interface Section {
  readonly heading: string | null;
  readonly firstLine: string;
}

/** Characters of each first line, the first of which that lets every heading in. */
const LINE_CHARS = [160, 80, 40, 0] as const;

/** What a long note is about: its headings, each with the line below it, at most `DIGEST_CHARS`. */
export function digestOf(text: string): string {
  const sections = sectionsOf(text);
  for (const chars of LINE_CHARS) {
    const digest = sections.map((section) => renderSection(section, chars))
      .filter((part) => part !== "").join(" · ");
    if (digest !== "" && digest.length <= DIGEST_CHARS) return digest;
  }
  const longest = sections.map((section) => renderSection(section, LINE_CHARS[0]));
  return cut(longest.join(" · "), DIGEST_CHARS);
}

/** Where a long note lies and what it is about. `path`: of its file. */
export function renderHandoff(handoff: Handoff, path: string, now: EpochSec): string[] {
  const age = formatDuration(now - handoff.at);
  return [
    `"${visibleLine(path)}" (${handoff.chars} characters, ${age} old)`,
    ...(handoff.digest === "" ? [] : [`  ${visibleLine(handoff.digest)}`]),
  ];
}

function sectionsOf(text: string): Section[] {
  const sections: Section[] = [];
  let heading: string | null = null;
  let isFenced = false;
  let isOpen = true;
  for (const line of text.split(/\r\n|[\n\r]/)) {
    if (/^\s*(```|~~~)/.test(line)) isFenced = !isFenced;
    else if (!isFenced && /^#{1,6}\s/.test(line)) {
      if (heading !== null && isOpen) sections.push({ heading, firstLine: "" });
      heading = visibleLine(line.replace(/^#+\s+/, "").replace(/\s+#+\s*$/, "")).trim();
      isOpen = true;
    } else if (isOpen && !isFenced) {
      const firstLine = visibleLine(line.replace(/^\s*(?:[-*+>]|\d+[.)])\s+/, "")).trim();
      if (firstLine === "") continue;
      sections.push({ heading, firstLine });
      isOpen = false;
    }
  }
  if (heading !== null && isOpen) sections.push({ heading, firstLine: "" });
  return sections;
}

function renderSection({ heading, firstLine }: Section, chars: number): string {
  const line = cut(firstLine, chars);
  if (heading === null || heading === "") return line;
  return line === "" ? heading : `${heading}: ${line}`;
}

function cut(text: string, chars: number): string {
  if (text.length <= chars) return text;
  return chars === 0 ? "" : `${text.slice(0, chars - 1).toWellFormed().trimEnd()}…`;
}
