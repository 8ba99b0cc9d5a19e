import { asList, asRecord, asText, parseJson } from "../../model/decode.ts";
import { decodeLine } from "./transcript.ts";

/** What the last lines of a transcript tell of the turn that they end with. */
export interface Turn {
  /** The model had called a tool since the person last wrote. */
  readonly hadToolCalls: boolean;
  /** The file edited last, in this turn or before; null where these lines show none. */
  readonly lastEdited: string | null;
}

/** Decodes whole lines, oldest first. Never throws. */
export function decodeTurn(lines: readonly string[]): Turn {
  let hadToolCalls = false;
  let lastEdited: string | null = null;
  let inTurn = true;
  for (const line of lines.toReversed()) {
    const calls = toolCallsOf(line);
    if (inTurn && calls.length > 0) hadToolCalls = true;
    lastEdited ??= calls.map(editedBy).findLast((path) => path !== null) ?? null;
    if (inTurn && decodeLine(line)?.kind === "user-text") inTurn = false;
    if (!inTurn && lastEdited !== null) break;
  }
  return { hadToolCalls, lastEdited };
}

/** The file edited last in whole lines, oldest first; null where they show none. Never throws. */
export function lastEditedIn(lines: readonly string[]): string | null {
  for (const line of lines.toReversed()) {
    const edited = toolCallsOf(line).map(editedBy).findLast((path) => path !== null);
    if (edited !== undefined && edited !== null) return edited;
  }
  return null;
}

interface ToolCall {
  readonly name: string | null;
  readonly input: unknown;
}

function toolCallsOf(line: string): ToolCall[] {
  if (!line.includes('"tool_use"')) return [];
  const record = asRecord(parseJson(line));
  if (record?.type !== "assistant" || record.isSidechain === true) return [];
  return asList(asRecord(record.message)?.content).map(asRecord)
    .filter((block) => block?.type === "tool_use")
    .map((block) => ({ name: asText(block?.name, 100), input: block?.input }));
}

const EDITORS = ["Edit", "MultiEdit", "Write", "NotebookEdit"];

function editedBy({ name, input }: ToolCall): string | null {
  if (name === null || !EDITORS.includes(name)) return null;
  const given = asRecord(input);
  return asText(given?.file_path) ?? asText(given?.notebook_path);
}
