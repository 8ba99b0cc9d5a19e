import { asIdentifier, asList, asRecord, asText, parseJson } from "../../model/decode.ts";
import type { Extracts, Failed, Said } from "../../model/extracts.ts";
import { decodeLine } from "./transcript.ts";

// Inside a JSON string every quotation mark is escaped, so these stand for the structure alone. All
// but the lines that hold one are passed over unparsed: most of a transcript is results of tools.
const USER_MARK = '"type":"user"';
const RESULT_MARK = '"tool_result"';
const FAILURE_MARK = '"is_error":true';
const QUEUED_MARK = '"queued_command"';
const CALL_MARK = '"tool_use"';

/** Lines that a call may stand before its result: many run at once, and subagents in between. */
const CALL_LINES_BACK = 400;

/**
 * What the person said and what failed, in whole lines of a transcript, oldest first. What the
 * client wrote in the person's name is left out. Never throws.
 */
export function extractFrom(lines: readonly string[]): Pick<Extracts, "said" | "failed"> {
  const said: Said[] = [];
  const failed: Failed[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.includes(FAILURE_MARK)) {
      const failure = failureIn(line, lines, index);
      if (failure !== null) failed.push(failure);
    } else if (line.includes(QUEUED_MARK)) {
      const queued = queuedIn(line);
      if (queued !== null) said.push(queued);
    } else if (line.includes(USER_MARK) && !line.includes(RESULT_MARK)) {
      const entry = decodeLine(line);
      if (entry?.kind === "user-text") said.push({ at: timeOf(line), text: entry.text });
    }
  }
  return { said, failed };
}

function failureIn(line: string, lines: readonly string[], index: number): Failed | null {
  const entry = decodeLine(line);
  if (entry?.kind !== "tool-failure") return null;
  const call = entry.toolUseId === null ? null : callOf(entry.toolUseId, lines, index);
  return { at: timeOf(line), call, error: entry.text };
}

// As the client writes it, for a person who looks the moment up in the transcript.
function timeOf(line: string): string | null {
  return asText(asRecord(parseJson(line))?.timestamp, 40);
}

/** A prompt that was typed while the agent worked: it reaches the model between two calls. */
function queuedIn(line: string): Said | null {
  const record = asRecord(parseJson(line));
  const attachment = asRecord(record?.attachment);
  if (record?.type !== "attachment" || attachment?.type !== "queued_command") return null;
  const mode = attachment.commandMode;
  const origin = asRecord(attachment.origin)?.kind;
  if (mode !== undefined && mode !== "prompt") return null;
  if (attachment.isMeta === true || (origin !== undefined && origin !== "human")) return null;
  const text = promptOf(attachment.prompt);
  return text === null ? null : { at: asText(record.timestamp, 40), text };
}

function promptOf(prompt: unknown): string | null {
  const text = typeof prompt === "string"
    ? prompt
    : asList(prompt).map(asRecord).flatMap((block) =>
      block?.type === "text" && typeof block.text === "string" ? [block.text] : []
    ).join("\n");
  return text.trim() === "" || /^\s*<task-notification/.test(text) ? null : text;
}

function callOf(id: string, lines: readonly string[], index: number): string | null {
  const quoted = `"${id}"`;
  const from = Math.max(0, index - CALL_LINES_BACK);
  const line = lines.slice(from, index)
    .findLast((before) => before.includes(quoted) && before.includes(CALL_MARK));
  const content = asRecord(asRecord(parseJson(line ?? ""))?.message)?.content;
  const call = asList(content).map(asRecord).find((block) => asIdentifier(block?.id) === id);
  const tool = asText(call?.name, 200);
  if (tool === null) return null;
  const input = asRecord(call?.input);
  return typeof input?.command === "string" ? input.command : `${tool} ${JSON.stringify(input)}`;
}
