// The gate of the hot path. The client waits for `tap` and `hook` on every render and every event, so
// what they load is kept small and free of packages, and a build that is not fails.

import { type Chunks, dynamicImports, modulesIn, staticClosure, stemOf } from "./chunks.ts";

/**
 * Verbs that the client itself runs, whether each of their runs goes on to load an event, and the
 * bytes of JavaScript that one run may load: parsing more shows in the start time. `tap` runs at
 * every render, `hook` once a prompt or a batch of tool calls, and reads transcripts besides.
 */
export const HOT_VERBS = [
  { verb: "tap", hasEvents: false, limitBytes: 64 * 1024 },
  { verb: "hook", hasEvents: true, limitBytes: 80 * 1024 },
] as const;

/** What one hot verb loads. */
export interface HotLoad {
  readonly verb: string;
  /** The largest event of the verb, or null when it has none. */
  readonly event: string | null;
  readonly bytes: number;
  readonly limitBytes: number;
  /** Packages and modules that are not the program's own, over all events. */
  readonly foreign: readonly string[];
}

/** What each hot verb loads. Throws when the bundle has not exactly one chunk for a hot verb. */
export function hotLoads(chunks: Chunks, entry: string): HotLoad[] {
  const start = staticClosure(chunks, [entry]);
  return HOT_VERBS.map((hot) => hotLoad(chunks, start, hot));
}

/** What is too large about the load of a shipped bundle, one sentence; empty when nothing is. */
export function sizeComplaints(load: HotLoad): string[] {
  if (load.bytes <= load.limitBytes) return [];
  const name = load.event === null ? load.verb : `${load.verb} ${load.event}`;
  return [`${name} loads ${load.bytes} bytes; the limit is ${load.limitBytes}`];
}

/** What is foreign in the load of a readable bundle, one sentence; empty when nothing is. */
export function foreignComplaints(load: HotLoad): string[] {
  if (load.foreign.length === 0) return [];
  return [`${load.verb} loads what is not the program's own: ${load.foreign.join(", ")}`];
}

/**
 * The chunks that the client waits for, in the order in which a run comes to them: the entry, the
 * hot verbs, their events. Throws as `hotLoads` does.
 */
export function hotWaves(chunks: Chunks, entry: string): string[][] {
  const start = staticClosure(chunks, [entry]);
  const verbs = HOT_VERBS.map(({ verb, hasEvents }) => ({
    chunk: chunkOf(chunks, start, verb),
    hasEvents,
  }));
  const events = verbs.filter(({ hasEvents }) => hasEvents)
    .flatMap(({ chunk }) => dynamicImports(chunks, chunk));
  return [[entry], verbs.map(({ chunk }) => chunk), events].filter((wave) => wave.length > 0);
}

function chunkOf(chunks: Chunks, start: ReadonlySet<string>, verb: string): string {
  const lazy = new Set([...start].flatMap((name) => dynamicImports(chunks, name)));
  const [chunk, ...others] = [...lazy].filter((name) => stemOf(name) === verb);
  if (chunk === undefined || others.length > 0) {
    throw new Error(`the entry must import() exactly one chunk that is named ${verb}`);
  }
  return chunk;
}

function hotLoad(
  chunks: Chunks,
  start: ReadonlySet<string>,
  { verb, hasEvents, limitBytes }: (typeof HOT_VERBS)[number],
): HotLoad {
  const chunk = chunkOf(chunks, start, verb);
  const base = staticClosure(chunks, [...start, chunk]);
  const events = hasEvents ? dynamicImports(chunks, chunk) : [];
  const runs = events.map((event) => {
    const closure = staticClosure(chunks, [...base, event]);
    return { event: stemOf(event), closure, bytes: bytesOf(chunks, closure) };
  });
  runs.push({ event: "", closure: base, bytes: bytesOf(chunks, base) });
  runs.sort((a, b) => b.bytes - a.bytes);
  const foreign = new Set(
    runs.flatMap((run) => [...run.closure].flatMap((name) => foreignIn(chunks, name))),
  );
  return {
    verb,
    event: runs[0]?.event || null,
    bytes: runs[0]?.bytes ?? 0,
    limitBytes,
    foreign: [...foreign].sort(),
  };
}

function foreignIn(chunks: Chunks, name: string): string[] {
  const foreign = modulesIn(chunks.get(name) ?? "").filter((path) => !isOwn(path));
  // A package is named once, however many modules it brings.
  return foreign.map((path) => /^npm:(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path);
}

/** Own modules are named by a path inside the repository; all else has a scheme or leads out of it. */
function isOwn(path: string): boolean {
  return !path.startsWith("..") && !path.includes(":");
}

function bytesOf(chunks: Chunks, names: Iterable<string>): number {
  const encoder = new TextEncoder();
  let sum = 0;
  for (const name of names) sum += encoder.encode(chunks.get(name)).length;
  return sum;
}
