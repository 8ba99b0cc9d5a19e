/** A platform that executables are built for. */
export const TARGETS = [
  "linux-x64",
  "linux-arm64",
  "darwin-x64",
  "darwin-arm64",
  "windows-x64",
] as const;

export type Target = (typeof TARGETS)[number];

/** Deno's names for the targets. */
const TRIPLES: Readonly<Record<Target, string>> = {
  "linux-x64": "x86_64-unknown-linux-gnu",
  "linux-arm64": "aarch64-unknown-linux-gnu",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
  "windows-x64": "x86_64-pc-windows-msvc",
};

/** The target by its name, or null when it is none of ours. */
export function asTarget(name: string): Target | null {
  return TARGETS.find((target) => target === name) ?? null;
}

/** The target that a platform triple of Deno belongs to, or null. */
export function targetOfTriple(triple: string): Target | null {
  return TARGETS.find((target) => TRIPLES[target] === triple) ?? null;
}

/** Deno's name for a target. */
export function tripleOf(target: Target): string {
  return TRIPLES[target];
}

/** File name of the executable. */
export function executableName(target: Target): string {
  return target === "windows-x64" ? "tokenroom.exe" : "tokenroom";
}
