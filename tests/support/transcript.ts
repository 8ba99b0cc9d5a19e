// Transcript lines as the client writes them, with what a test cares about.

/** What a test wants of an answer's line. */
export interface AnswerOptions {
  /** Ends in an id that is unique by itself: `answerId(n)`. */
  readonly id?: string;
  readonly at: number;
  readonly model?: string;
  readonly output?: number;
  readonly input?: number;
  readonly read?: number;
  /** Null while the answer is still growing. */
  readonly stopReason?: string | null;
  /** Characters of its text. */
  readonly chars?: number;
}

/** The message id of the n-th answer, as long as the service's own. */
export function answerId(n: number): string {
  return `msg_01${String(n).padStart(22, "Q")}`;
}

/** One line of an answer, with its newline. */
export function answerLine(options: AnswerOptions): string {
  const { id = answerId(1), at, model = "claude-sonnet-5-5", output = 100 } = options;
  return `${
    JSON.stringify({
      parentUuid: "ccec53f8-7e35-4c83-8d4a-fae2af156451",
      isSidechain: false,
      message: {
        id,
        type: "message",
        role: "assistant",
        model,
        content: [{ type: "text", text: "x".repeat(options.chars ?? 10) }],
        stop_reason: options.stopReason === undefined ? "end_turn" : options.stopReason,
        usage: {
          input_tokens: options.input ?? 0,
          output_tokens: output,
          cache_creation_input_tokens: 0,
          cache_read_input_tokens: options.read ?? 0,
        },
      },
      type: "assistant",
      timestamp: new Date(at * 1000).toISOString(),
    })
  }\n`;
}

/** The line of a compaction, with its newline. */
export function compactionLine(
  uuid: string,
  at: number,
  given: { readonly preTokens?: number; readonly trigger?: "auto" | "manual" } = {},
): string {
  return `${
    JSON.stringify({
      parentUuid: null,
      type: "system",
      subtype: "compact_boundary",
      content: "Conversation compacted",
      compactMetadata: { trigger: "auto", preTokens: 967_350, postTokens: 21_000, ...given },
      uuid,
      timestamp: new Date(at * 1000).toISOString(),
    })
  }\n`;
}

/** The line of a prompt that a person typed, with its newline. */
export function promptLine(text: string, at: number): string {
  return `${
    JSON.stringify({
      parentUuid: null,
      isSidechain: false,
      promptId: "7bd79693-f3d8-4ae3-804f-0b81d9331659",
      type: "user",
      message: { role: "user", content: text },
      uuid: `prompt-${at}`,
      timestamp: new Date(at * 1000).toISOString(),
      origin: { kind: "human" },
      promptSource: "typed",
    })
  }\n`;
}

/** The lines of a command and of its failure, each with its newline. */
export function failureLines(command: string, error: string, at: number, id = "toolu_1"): string {
  const timestamp = new Date(at * 1000).toISOString();
  const call = { type: "tool_use", id, name: "Bash", input: { command, description: "try" } };
  const result = { type: "tool_result", content: error, is_error: true, tool_use_id: id };
  return [
    { type: "assistant", message: { id: "m", role: "assistant", content: [call] }, timestamp },
    {
      type: "user",
      message: { role: "user", content: [result] },
      timestamp,
      toolUseResult: `Error: ${error}`,
    },
  ].map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** The line of an edit, with its newline. */
export function editLine(path: string, at: number): string {
  const call = { type: "tool_use", id: "toolu_e", name: "Edit", input: { file_path: path } };
  return `${
    JSON.stringify({
      type: "assistant",
      message: { id: "e", role: "assistant", content: [call] },
      timestamp: new Date(at * 1000).toISOString(),
    })
  }\n`;
}
