// A temporary directory that goes when the test ends: `using scratch = openScratch()`.

/** A fresh directory, its links resolved. */
export interface Scratch extends Disposable {
  readonly path: string;
}

/** Makes a directory; its path has a space, because some people's do. */
export function openScratch(): Scratch {
  const path = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "tokenroom test " }));
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

/** Permission bits of a file, such as `600`. */
export function modeOf(path: string): string {
  return ((Deno.statSync(path).mode ?? 0) & 0o777).toString(8);
}
