import { readEnvironment } from "./environment.ts";
import type { BuildInfo, Host } from "./host.ts";
import { readSeal, readSlots } from "./seal.ts";
import { readZone } from "./zone.ts";

/** Standard output or error does not take what is written to it: it is full, or it is closed. */
export class OutputFailure extends Error {}

const BUILD = "--build=";

/** The real machine, and the person's own arguments behind the embedded ones. */
export function openMachine(args: readonly string[]): { host: Host; args: string[] } {
  const { slots, rest } = readSlots(args);
  const embedded = rest[0]?.startsWith(BUILD) === true ? rest[0].slice(BUILD.length) : null;
  const env = readEnvironment();
  const encoder = new TextEncoder();
  const host: Host = {
    now: () => Math.floor(Date.now() / 1000),
    zone: readZone(env.TZ ?? null),
    env,
    seal: readSeal(slots),
    build: readBuild(embedded),
    executable: Deno.execPath(),
    // Only commands of people ask for it: what the client waits for does not pay for it.
    get cwd() {
      return readCwd();
    },
    parentPid: Deno.ppid,
    readInput,
    readChunks,
    writeOut: (text) => writeAll(Deno.stdout, encoder.encode(text)),
    writeError: (text) => writeAll(Deno.stderr, encoder.encode(text)),
    writeBytes: (bytes) => writeAll(Deno.stdout, bytes),
    isHeard: () => !isUnheard,
    isTerminal: (stream) => (stream === "in" ? Deno.stdin : Deno.stdout).isTerminal(),
  };
  return { host, args: embedded === null ? rest : rest.slice(1) };
}

function readCwd(): string | null {
  try {
    return Deno.cwd();
  } catch {
    // It was removed while the shell stood in it: not known is the answer.
    return null;
  }
}

function readBuild(embedded: string | null): BuildInfo {
  const [version, commit, target] = embedded?.split(",") ?? [];
  return { version: version ?? "0.0.0", commit: commit ?? "unknown", target: target ?? "source" };
}

function readInput(limit: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let total = 0;
  while (total < limit) {
    const chunk = new Uint8Array(Math.min(65_536, limit - total));
    const read = patiently(() => Deno.stdin.readSync(chunk));
    if (read === null) break;
    chunks.push(chunk.subarray(0, read));
    total += read;
  }
  if (chunks.length === 1) return chunks[0] ?? new Uint8Array();
  const whole = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function readChunks(take: (chunk: Uint8Array) => void): void {
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const read = patiently(() => Deno.stdin.readSync(buffer));
    if (read === null) return;
    take(buffer.subarray(0, read));
  }
}

let isUnheard = false;

function writeAll(stream: { writeSync(data: Uint8Array): number }, bytes: Uint8Array): void {
  let at = 0;
  try {
    while (at < bytes.length) at += patiently(() => stream.writeSync(bytes.subarray(at)));
  } catch (cause) {
    // Whoever read us has gone (`tokenroom line | head`): nobody is left to be told.
    if (cause instanceof Deno.errors.BrokenPipe) {
      isUnheard = true;
      return;
    }
    const why = cause instanceof Error ? ` (${cause.message})` : "";
    throw new OutputFailure(`the output could not be written${why}`);
  }
}

/** Milliseconds between two looks at a stream that is not ready. */
const LOOK_MS = 2;

// A stream that another program made non-blocking says "not now" where others would wait.
function patiently<T>(work: () => T): T {
  for (;;) {
    try {
      return work();
    } catch (cause) {
      if (!(cause instanceof Deno.errors.WouldBlock)) throw cause;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
    }
  }
}
