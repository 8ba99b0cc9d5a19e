// What the bundler's output says of itself: which chunk imports which, and which modules are inside.

/** Text of each chunk by file name. */
export type Chunks = ReadonlyMap<string, string>;

/** What stands before the hash that the bundler puts into a chunk's name. */
const HASHED_NAME = /^(.+)-[A-Z0-9]{8}\.js$/;

const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*"\.\/([^"\n]+\.js)"/g;
const DYNAMIC_IMPORT = /\bimport\(\s*"\.\/([^"\n]+\.js)"\s*\)/g;

/** The bundler writes one such line above each module that it put into a chunk. */
const MODULE_COMMENT = /^\/\/ (\S+\.(?:[cm]?[jt]sx?|json))$/gm;

/** Where Deno caches npm packages, below a cache directory that differs by machine. */
const CACHED_PACKAGE = /[^\s"]*\/npm\/[^/\s"]+\/((?:@[^/\s"]+\/)?[^/\s"]+)\/(\d[^/\s"]*)\//g;

/** Name of the source file that an entry chunk was made from, without its extension. */
export function stemOf(chunk: string): string {
  return HASHED_NAME.exec(chunk)?.[1] ?? chunk.replace(/\.js$/, "");
}

/** Chunks that load together with this one. */
export function staticImports(chunks: Chunks, name: string): string[] {
  return importsBy(STATIC_IMPORT, chunks, name);
}

/** Chunks that this one loads only when the program gets there. */
export function dynamicImports(chunks: Chunks, name: string): string[] {
  return importsBy(DYNAMIC_IMPORT, chunks, name);
}

/** These chunks and all that load together with them. */
export function staticClosure(chunks: Chunks, entries: readonly string[]): Set<string> {
  return closureOf(entries, (name) => staticImports(chunks, name));
}

/** These chunks and all that a run of them can ever load. */
export function reachable(chunks: Chunks, ...entries: readonly string[]): Set<string> {
  return closureOf(
    entries,
    (name) => [...staticImports(chunks, name), ...dynamicImports(chunks, name)],
  );
}

function closureOf(
  entries: readonly string[],
  importsOf: (name: string) => readonly string[],
): Set<string> {
  const closure = new Set<string>();
  const open = [...entries];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (closure.has(name)) continue;
    closure.add(name);
    open.push(...importsOf(name));
  }
  return closure;
}

/** Paths of the modules in a chunk, as `npm:package@version/...` where they come from a package. */
export function modulesIn(text: string): string[] {
  return [...text.matchAll(MODULE_COMMENT)].map((match) => match[1] ?? "");
}

/**
 * The same chunks without what differs between machines: the path of Deno's cache, and the hashes in
 * chunk names, which are made from that path. Same sources then give the same bytes everywhere.
 */
export function portable(chunks: Chunks): Map<string, string> {
  const texts = [...chunks].map(([name, text]) => ({
    name,
    text: text.replace(CACHED_PACKAGE, "npm:$1@$2/"),
  }));
  const unhashed = (text: string) => replaceNames(text, (name) => chunks.has(name) ? "" : name);
  const sorted = texts
    .map(({ name, text }) => ({ name, text, order: `${stemOf(name)}\n${unhashed(text)}` }))
    .sort((a, b) => a.order < b.order ? -1 : a.order > b.order ? 1 : 0);
  const names = new Map<string, string>();
  for (const { name } of sorted) {
    const namesakes = sorted.filter((other) => stemOf(other.name) === stemOf(name));
    const position = namesakes.findIndex((other) => other.name === name) + 1;
    names.set(
      name,
      namesakes.length === 1 ? `${stemOf(name)}.js` : `${stemOf(name)}-${position}.js`,
    );
  }
  return new Map(sorted.map(({ name, text }) => [
    names.get(name) ?? name,
    replaceNames(text, (other) => names.get(other) ?? other),
  ]));
}

function importsBy(pattern: RegExp, chunks: Chunks, name: string): string[] {
  const text = chunks.get(name);
  if (text === undefined) throw new Error(`the bundle has no chunk ${name}`);
  const found = [...text.matchAll(pattern)].map((match) => match[1] ?? "");
  // Text that merely looks like an import, inside a string, names no chunk.
  return [...new Set(found)].filter((other) => chunks.has(other));
}

function replaceNames(text: string, rename: (name: string) => string): string {
  return text.replace(/"\.\/([^"\n]+\.js)"/g, (_, name: string) => `"./${rename(name)}"`);
}
