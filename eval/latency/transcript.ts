import { dirname } from "@std/path";
import { answerId, answerLine } from "../../tests/support/transcript.ts";

/** A transcript that grows as the client's does. */
export interface Transcript {
  readonly path: string;
  /** Appends an answer and the result of its tool, as between two events. */
  readonly grow: () => void;
}

// As recorded: most bytes of a transcript are results of tools.
const ANSWER_CHARS = 1_500;
const RESULT_CHARS = 4_000;

/** Starts a transcript of at least so many bytes. */
export function startTranscript(path: string, bytes: number, now: number): Transcript {
  Deno.mkdirSync(dirname(path), { recursive: true });
  let answers = 0;
  const file = Deno.openSync(path, { create: true, append: true });
  const exchange = (at: number) => {
    answers++;
    const answer = answerLine({
      id: answerId(answers),
      at,
      chars: ANSWER_CHARS,
      input: 2,
      output: 400,
      read: 80_000,
    });
    return new TextEncoder().encode(answer + resultLine(answers, at));
  };
  for (let written = 0; written < bytes;) written += file.writeSync(exchange(now));
  return {
    path,
    grow: () => {
      file.writeSync(exchange(Math.floor(Date.now() / 1000)));
    },
  };
}

function resultLine(answer: number, at: number): string {
  const line = {
    parentUuid: answerId(answer),
    isSidechain: false,
    type: "user",
    message: {
      role: "user",
      content: [{
        tool_use_id: `toolu_${answer}`,
        type: "tool_result",
        content: "All of this went well. ".repeat(RESULT_CHARS / 23),
      }],
    },
    timestamp: new Date(at * 1000).toISOString(),
  };
  return `${JSON.stringify(line)}\n`;
}
