// A settings text, checked: what can be edited without guessing, or the reason why not.

import { getNodeValue, type Node, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Position, Refusal } from "../../model/wiring.ts";
import { namesOf, WIRED_EVENTS } from "./wiring.ts";

/** A text that can be edited. */
export interface SettingsDocument {
  /** Byte order mark or nothing. */
  readonly mark: string;
  /** The text after the mark. */
  readonly body: string;
  /** The top-level object; null in an empty file. */
  readonly root: Node | null;
}

const BYTE_ORDER_MARK = "\uFEFF";

/** Checks a settings text. Comments and trailing commas pass; whatever is ambiguous does not. */
export function openSettings(text: string): SettingsDocument | Refusal {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  const body = text.slice(mark.length);
  const errors: { error: number; offset: number; length: number }[] = [];
  let root: Node | null;
  try {
    root = parseTree(body, errors, { allowTrailingComma: true, allowEmptyContent: true }) ?? null;
  } catch (cause) {
    // The parser is recursive; a nesting that exhausts the stack is no settings file.
    if (cause instanceof RangeError) return { problem: "depth" };
    throw cause;
  }
  const [error] = errors;
  if (error !== undefined) {
    return {
      problem: "syntax",
      at: positionAt(body, error.offset),
      expected: EXPECTED[printParseErrorCode(error.error)] ?? null,
    };
  }
  if (root === null) return { mark, body, root };
  return wrongShape(body, root) ?? { mark, body, root };
}

const EXPECTED: Readonly<Record<string, string>> = {
  CommaExpected: "a comma",
  ColonExpected: "a colon",
  PropertyNameExpected: "a name in double quotes",
  ValueExpected: "a value",
  CloseBraceExpected: "a closing brace",
  CloseBracketExpected: "a closing bracket",
  EndOfFileExpected: "the end of the file",
  InvalidNumberFormat: "a number",
  UnexpectedEndOfString: "the end of a string",
  UnexpectedEndOfComment: "the end of a comment",
  UnexpectedEndOfNumber: "the rest of a number",
  InvalidUnicode: "a valid \\u escape",
  InvalidEscapeCharacter: "a valid escape",
  InvalidCharacter: "no control character",
};

// Shapes that an edit would have to guess about.
function wrongShape(body: string, root: Node): Refusal | null {
  const shape = (node: Node, key: string, expected: string): Refusal => ({
    problem: "shape",
    at: positionAt(body, node.offset),
    key,
    expected,
  });
  if (root.type !== "object") return shape(root, "", "an object");
  const hooks = propertyOf(root, "hooks");
  if (hooks !== null && hooks.type !== "object") return shape(hooks, "hooks", "an object");
  for (const event of WIRED_EVENTS.flatMap(namesOf)) {
    const groups = hooks === null ? null : propertyOf(hooks, event);
    if (groups !== null && groups.type !== "array") return shape(groups, event, "a list");
  }
  // Of a name that stands twice the client takes the last; an edit of either could be lost.
  const statusLine = propertyOf(root, "statusLine");
  for (const object of [root, hooks, statusLine]) {
    const twice = object === null ? null : repeatedKey(object);
    if (twice !== null) {
      const { offset } = twice;
      return { problem: "duplicate", at: positionAt(body, offset), key: String(twice.value) };
    }
  }
  return null;
}

function repeatedKey(object: Node): Node | null {
  const seen = new Set<unknown>();
  for (const property of object.type === "object" ? object.children ?? [] : []) {
    const [key] = property.children ?? [];
    if (key === undefined) continue;
    if (seen.has(key.value)) return key;
    seen.add(key.value);
  }
  return null;
}

/** The value of a property, or null. */
export function propertyOf(object: Node, key: string): Node | null {
  if (object.type !== "object") return null;
  const found = object.children?.find((property) => property.children?.[0]?.value === key);
  return found?.children?.[1] ?? null;
}

/** A node as a plain value. */
export function valueOf(node: Node): unknown {
  return getNodeValue(node);
}

/** Where the client, which reads plain JSON, stops reading a text that we accept; or null. */
export function firstNotPlain(document: SettingsDocument): Position | null {
  const errors: { error: number; offset: number; length: number }[] = [];
  parseTree(document.body, errors, { disallowComments: true, allowEmptyContent: true });
  const [error] = errors;
  return error === undefined ? null : positionAt(document.body, error.offset);
}

function positionAt(body: string, offset: number): Position {
  const before = body.slice(0, offset);
  const lines = before.split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}
