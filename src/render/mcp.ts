/** What the client tells the agent of this server. Paid with every session: as short as can be. */
export const SERVER_INSTRUCTIONS =
  "Ask fit_check before a large or indivisible job. plan_resume puts work off past a reset; checkpoint saves what a compaction must not lose.";

/** A tool that does not exist. */
export function noSuchTool(name: string, known: readonly string[]): string {
  return `There is no tool ${JSON.stringify(name.slice(0, 100))}. tokenroom has ${
    known.join(", ")
  }.`;
}

/** Words for messages that are no requests. */
export const BAD_MESSAGE = {
  call: 'tools/call needs params {"name": "<tool>", "arguments": {…}}.',
  json: "Not JSON: send one JSON-RPC message a line, without line breaks inside.",
  message:
    'Not a JSON-RPC message: send {"jsonrpc": "2.0", "id": …, "method": …, "params": {…}}, one a line, no batches.',
} as const;

/** A message that is too long to be read. */
export function tooLong(limitBytes: number): string {
  return `The message has more than ${limitBytes} bytes: send less, a note is a few thousand characters.`;
}

/** A tool that failed for a reason that is not the caller's. */
export function toolFailed(tool: string, why: string): string {
  return `${tool} failed: ${
    why.replace(/[.\s]+$/, "")
  }. Go on without it; tokenroom doctor tells the person more.`;
}
