import { parseJson } from "../model/decode.ts";
import { decodeExtracts, type Extracts } from "../model/extracts.ts";
import { handoffDir } from "./handoff_file.ts";
import { ensureDir, replaceFile } from "./state_file.ts";

// What we write stays far below; a file beyond it is not ours.
const MAX_BYTES = 4 * 1024 * 1024;

/** The file of a session's extracts. `sessionId`: an identifier, see `asIdentifier()`. */
export function extractsPath(stateDir: string, sessionId: string): string {
  return `${handoffDir(stateDir)}/${sessionId}.extracts.json`;
}

/** The extracts kept so far, or null when there are none that can be read. */
export function readExtracts(stateDir: string, sessionId: string): Extracts | null {
  const path = extractsPath(stateDir, sessionId);
  try {
    if (Deno.statSync(path).size > MAX_BYTES) return null;
    return decodeExtracts(parseJson(Deno.readTextFileSync(path)));
  } catch {
    // Absent or out of reach: they are taken from the transcript alone then.
    return null;
  }
}

/** Replaces a session's extracts whole. Throws when the directory cannot be written. */
export function writeExtracts(stateDir: string, sessionId: string, extracts: Extracts): void {
  ensureDir(handoffDir(stateDir));
  replaceFile(extractsPath(stateDir, sessionId), `${escaped(JSON.stringify(extracts, null, 1))}\n`);
}

// JSON escapes the oldest control characters only; the others would still steer a terminal that the
// file is shown on. Escaped they stay what they were.
function escaped(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
