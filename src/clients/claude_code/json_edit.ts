// Edits of JSON as text. A person's file keeps its comments, order, indentation, line endings and
// trailing commas: only the bytes of the edited member change. `jsonc-parser` finds the places; its
// own formatter reflows whole lines, so what is inserted is laid out here.

import { createScanner, findNodeAtLocation, type Node, parseTree } from "jsonc-parser";

/** Keys and indices from the top of a document to a value. */
export type JsonPath = readonly (string | number)[];

const DEFAULT_UNIT = "  ";
// SyntaxKind is a const enum of the package and does not exist at run time.
const COMMA_TOKEN = 5;
const LINE_COMMENT_TOKEN = 12;
const END_TOKEN = 17;

/** The tree of a text without byte order mark; null when there is no value in it. */
export function treeOf(text: string): Node | null {
  return parseTree(text, [], { allowTrailingComma: true, allowEmptyContent: true }) ?? null;
}

/** The value at a path, or null. */
export function nodeAt(root: Node | null, path: JsonPath): Node | null {
  return root === null ? null : findNodeAtLocation(root, [...path]) ?? null;
}

/** Replaces the value at an existing path. Throws when the path does not exist. */
export function replaceValue(text: string, path: JsonPath, value: unknown): string {
  const node = required(text, path);
  const member = node.parent?.type === "property" ? node.parent : node;
  const lined = ownsLine(text, member.offset) || textOf(text, node).includes("\n");
  const rendered = lined
    ? linedJson(value, styleOf(text), indentAt(text, node.offset))
    : inlineJson(value, isSpaced(text));
  return replaceRaw(text, path, rendered);
}

/** Replaces the value at an existing path by JSON text, byte for byte. */
export function replaceRaw(text: string, path: JsonPath, json: string): string {
  const node = required(text, path);
  return splice(text, node.offset, node.offset + node.length, json);
}

/** Adds a property to the object at `path`: behind the one named `after` if it is there, else last. */
export function addProperty(
  text: string,
  path: JsonPath,
  key: string,
  value: unknown,
  after: string | null = null,
): string {
  const colon = isSpaced(text) ? ": " : ":";
  const name = JSON.stringify(key) + colon;
  const container = required(text, path);
  const previous = container.children?.find((member) => member.children?.[0]?.value === after) ??
    container.children?.at(-1);
  return insert(text, container, previous, (render) => name + render(value));
}

/** Adds an element at the end of the list at `path`. */
export function appendElement(text: string, path: JsonPath, value: unknown): string {
  const container = required(text, path);
  return insert(text, container, container.children?.at(-1), (render) => render(value));
}

/** Removes the property or element at an existing path together with its comma. */
export function removeMember(text: string, path: JsonPath): string {
  const value = required(text, path);
  const parent = value.parent;
  const member = parent?.type === "property" ? parent : value;
  const container = member.parent;
  if (container === undefined) throw new Error("the top level cannot be removed");
  const members = container.children ?? [];
  const index = members.indexOf(member);
  const previous = members[index - 1] ?? null;
  const next = members[index + 1] ?? null;
  const end = endOf(member);
  const comma = commaAfter(text, end);
  const cutEnd = comma === null ? end : comma + 1;

  if (previous === null && next === null) {
    const [open, close] = [container.offset + 1, endOf(container) - 1];
    const rest = text.slice(open, member.offset) + text.slice(cutEnd, close);
    return rest.trim() === ""
      ? splice(text, open, close, "")
      : cutLines(text, member.offset, cutEnd);
  }
  if (next !== null) {
    if (ownsLine(text, member.offset)) return cutLines(text, member.offset, cutEnd);
    return splice(text, member.offset, cutEnd + blankLength(text, cutEnd), "");
  }
  // The last of several: without a trailing comma the one before it has to go as well.
  const blank = member.offset - trailingBlank(text.slice(0, member.offset));
  const lineBreak = ownsLine(text, member.offset) ? lineBreakBefore(text, member.offset) : blank;
  // What closes the container on the same line must not get into a comment of the line before.
  const from = endsInLineComment(text, previous, lineBreak) && !endsLine(text, cutEnd)
    ? blank
    : lineBreak;
  const cut = splice(text, from, cutEnd, "");
  const before = previous === null || comma !== null ? null : commaAfter(text, endOf(previous));
  return before === null ? cut : splice(cut, before, before + 1, "");
}

/** A text with a top-level object: an empty one is added where there is no value. */
export function withTopLevel(text: string): string {
  if (treeOf(text) !== null) return text;
  const { eol } = styleOf(text);
  const before = text.trimEnd();
  return `${before === "" ? "" : before + eol}{}${eol}`;
}

interface Style {
  readonly eol: string;
  readonly unit: string;
}

function styleOf(text: string): Style {
  const eol = /\r?\n/.exec(text)?.[0] ?? "\n";
  const first = treeOf(text)?.children?.[0];
  const unit = first !== undefined && ownsLine(text, first.offset)
    ? indentAt(text, first.offset)
    : "";
  return { eol, unit: unit === "" ? DEFAULT_UNIT : unit };
}

// Whether the document puts a space after its colons.
function isSpaced(text: string): boolean {
  const property = treeOf(text)?.children?.[0];
  const colon = property?.type === "property" ? property.colonOffset : undefined;
  return colon === undefined || /\s/.test(text[colon + 1] ?? " ");
}

// Inserts a member behind `previous`, or into an empty container.
function insert(
  text: string,
  container: Node,
  previous: Node | undefined,
  write: (render: (value: unknown) => string) => string,
): string {
  const style = styleOf(text);
  if (previous === undefined) return fillEmpty(text, container, style, write);
  const end = endOf(previous);
  if (!ownsLine(text, previous.offset)) {
    const spaced = isSpaced(text);
    const comma = commaAfter(text, end);
    const member = write((value) => inlineJson(value, spaced));
    if (comma === null) return splice(text, end, end, `,${spaced ? " " : ""}${member}`);
    return splice(text, comma + 1, comma + 1, `${spaced ? " " : ""}${member},`);
  }
  const indent = indentAt(text, previous.offset);
  const member = style.eol + indent + write((value) => linedJson(value, style, indent));
  const comma = commaAfter(text, end);
  if (comma !== null) {
    const at = comma + 1 + sameLineCommentLength(text, comma + 1);
    return splice(text, at, at, `${member},`);
  }
  const at = end + sameLineCommentLength(text, end);
  return splice(splice(text, at, at, member), end, end, ",");
}

function fillEmpty(
  text: string,
  container: Node,
  style: Style,
  write: (render: (value: unknown) => string) => string,
): string {
  const [open, close] = [container.offset + 1, endOf(container) - 1];
  const comments = text.slice(open, close).trimEnd();
  const isTop = container.parent === undefined;
  if (!isTop && comments === "" && !text.trim().includes("\n")) {
    return splice(text, open, close, write((value) => inlineJson(value, isSpaced(text))));
  }
  const outer = indentAt(text, container.offset);
  const inner = outer + style.unit;
  const member = write((value) => linedJson(value, style, inner));
  return splice(text, open, close, comments + style.eol + inner + member + style.eol + outer);
}

function linedJson(value: unknown, style: Style, indent: string): string {
  return JSON.stringify(value, null, style.unit).split("\n").join(style.eol + indent);
}

function inlineJson(value: unknown, spaced: boolean): string {
  const [comma, colon] = spaced ? [", ", ": "] : [",", ":"];
  if (Array.isArray(value)) {
    return `[${value.map((item) => inlineJson(item, spaced)).join(comma)}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) =>
    JSON.stringify(key) + colon + inlineJson(item, spaced)
  );
  return `{${members.join(comma)}}`;
}

function required(text: string, path: JsonPath): Node {
  const node = nodeAt(treeOf(text), path);
  if (node === null) throw new Error(`no value at ${path.join(".")}`);
  return node;
}

function textOf(text: string, node: Node): string {
  return text.slice(node.offset, endOf(node));
}

function endOf(node: Node): number {
  return node.offset + node.length;
}

function splice(text: string, from: number, to: number, insert: string): string {
  return text.slice(0, from) + insert + text.slice(to);
}

// The comma that follows a member, comments skipped; null when there is none.
function commaAfter(text: string, offset: number): number | null {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  return Number(scanner.scan()) === COMMA_TOKEN ? scanner.getTokenOffset() : null;
}

// Whether a comment that runs to the end of its line reaches from behind `previous` to `end`.
function endsInLineComment(text: string, previous: Node | null, end: number): boolean {
  const scanner = createScanner(text, false);
  scanner.setPosition(previous === null ? end : endOf(previous));
  for (let token = Number(scanner.scan()); token !== END_TOKEN; token = Number(scanner.scan())) {
    const tokenEnd = scanner.getTokenOffset() + scanner.getTokenLength();
    if (tokenEnd >= end) return token === LINE_COMMENT_TOKEN;
  }
  return false;
}

function endsLine(text: string, offset: number): boolean {
  return /^[ \t]*\r?(?:\n|$)/.test(text.slice(offset));
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

function ownsLine(text: string, offset: number): boolean {
  const start = lineStart(text, offset);
  return start > 0 && /^[ \t]*$/.test(text.slice(start, offset));
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? "";
}

function lineBreakBefore(text: string, offset: number): number {
  const start = lineStart(text, offset);
  return text[start - 2] === "\r" ? start - 2 : start - 1;
}

function blankLength(text: string, offset: number): number {
  return /^[ \t]*/.exec(text.slice(offset))?.[0].length ?? 0;
}

function trailingBlank(text: string): number {
  return /[ \t]*$/.exec(text)?.[0].length ?? 0;
}

const SAME_LINE_COMMENT =
  /^[ \t]*(?:\/\/[^\r\n]*|\/\*(?:(?!\*\/)[^\r\n])*\*\/(?=[ \t]*\r?(?:\n|$)))/;

function sameLineCommentLength(text: string, offset: number): number {
  return SAME_LINE_COMMENT.exec(text.slice(offset))?.[0].length ?? 0;
}

// Removes a member and, where nothing else stands on its lines, the lines themselves.
function cutLines(text: string, start: number, end: number): string {
  const after = /^[ \t]*\r?\n/.exec(text.slice(end))?.[0].length ?? 0;
  if (after > 0 && ownsLine(text, start)) {
    return splice(text, lineStart(text, start), end + after, "");
  }
  return splice(text, start, end + blankLength(text, end), "");
}
