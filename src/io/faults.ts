import { asNumber, asRecord, asText, parseJson } from "../model/decode.ts";
import { readTextOrNull } from "./state_file.ts";

/** A caught failure, kept for doctor. It lies in a file of its own: the store may be what failed. */
export interface Fault {
  readonly at: number;
  readonly verb: string;
  readonly message: string;
}

const FILE = "faults.jsonl";
// Room for a few hundred faults; a program that fails at every render must not fill a disk.
const MAX_BYTES = 64 * 1024;

/** Keeps a failure. Never throws: it is called where something has already gone wrong. */
export function recordFault(stateDir: string, at: number, verb: string, cause: unknown): void {
  const message = (cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause))
    .slice(0, 300);
  const path = `${stateDir}/${FILE}`;
  try {
    const size = sizeOf(path);
    const file = Deno.openSync(path, {
      create: true,
      append: size < MAX_BYTES,
      write: true,
      truncate: size >= MAX_BYTES,
      mode: 0o600,
    });
    file.writeSync(new TextEncoder().encode(`${JSON.stringify({ at, verb, message })}\n`));
    file.close();
  } catch {
    // The state directory itself is out of reach; doctor finds that by looking.
  }
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    // Absent: nothing in it.
    return 0;
  }
}

/** The kept failures, oldest first; damaged lines are passed over. */
export function readFaults(stateDir: string): Fault[] {
  const text = readTextOrNull(`${stateDir}/${FILE}`) ?? "";
  return text.split("\n").flatMap((line) => decodeFault(line) ?? []);
}

function decodeFault(line: string): Fault | null {
  const raw = asRecord(parseJson(line));
  const at = asNumber(raw?.at);
  const verb = asText(raw?.verb);
  const message = asText(raw?.message);
  return at === null || verb === null || message === null ? null : { at, verb, message };
}
