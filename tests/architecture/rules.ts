// The rules of the house as functions of sources: each gives its violations as sentences.

import type { Import, Source } from "./source.ts";

/** Every source by its path. */
export type Tree = ReadonlyMap<string, Source>;

const MAX_LINES = 300;

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: ["model"],
  clients: ["clients", "model"],
  decide: ["decide", "model"],
  render: ["render", "model"],
  io: ["io", "model"],
  commands: ["commands", "io", "decide", "render", "clients", "model"],
  main: ["commands", "io", "render", "model"],
};

const MAY_IMPORT_TYPES: Readonly<Record<string, readonly string[]>> = { render: ["decide"] };

// The one package of a pure layer: it edits a person's settings text without losing comments.
const PACKAGES: Readonly<Record<string, RegExp>> = {
  model: /^$/,
  clients: /^jsonc-parser$/,
  decide: /^$/,
  render: /^$/,
};

const PURE = Object.keys(PACKAGES);
const BANNED_NAMES = [
  "Deno",
  "Date",
  "Intl",
  "process",
  "performance",
  "console",
  "setTimeout",
  "setInterval",
  "queueMicrotask",
  "fetch",
  "crypto",
  "globalThis",
  "navigator",
  "WebSocket",
  "Worker",
];
// A property may be called as it likes.
const IS_KEY = "(?<=[{,]\\s*)\\w+\\s*:";
const BANNED = new RegExp(
  `(?<![.\\w$])(?!${IS_KEY})(?:${BANNED_NAMES.join("|")}|Math\\s*\\.\\s*random)(?![\\w$])`,
  "g",
);
// Each costs a third of a tap at its first use.
const LOCALE = /(?<![.\w$])Intl(?![\w$])|\.toLocale\w+|\.localeCompare\b/g;
const TEXT = /\.md$/;
const ANY = /(?<![.\w$])any(?![\w$])/g;
const NAMELESS = /(?:^|\/)(?:utils?|helpers?|common|misc|shared|index)\.ts$/;

/** The layer of a path: a directory below src, or `main`. */
export function layerOf(path: string): string {
  return path === "main.ts" ? "main" : path.split("/")[1] ?? "";
}

/** The path that a relative specifier means. */
export function resolve(from: string, specifier: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** Imports against the direction of the layers. */
export function wrongDirections(source: Source): string[] {
  const layer = layerOf(source.path);
  return source.imports.flatMap((it) => {
    if (it.specifier === null) return [];
    const isRelative = it.specifier.startsWith(".");
    const allowed = isRelative ? mayImport(layer, source.path, it) : mayUse(layer, it.specifier);
    return allowed ? [] : [`${source.path} must not import ${it.specifier}`];
  });
}

function mayImport(layer: string, from: string, { specifier, isTypeOnly }: Import): boolean {
  // A text is words, and words have one home.
  if (TEXT.test(specifier ?? "")) return layer === "render";
  const target = layerOf(resolve(from, specifier ?? ""));
  if ((MAY_IMPORT[layer] ?? []).includes(target)) return true;
  return isTypeOnly && (MAY_IMPORT_TYPES[layer] ?? []).includes(target);
}

function mayUse(layer: string, specifier: string): boolean {
  return PACKAGES[layer]?.test(specifier) ?? true;
}

/** Names of the platform in layers that must give the same answer anywhere and any time. */
export function bannedNames(source: Source): string[] {
  if (!PURE.includes(layerOf(source.path))) return [];
  const found = [...source.code.matchAll(BANNED), ...source.code.matchAll(LOCALE)];
  return found.map(([name]) => `${source.path} must not use ${name}`);
}

/** Imports whose target is computed, `any`, files too long or named after nothing, barrels. */
export function bannedForms(source: Source): string[] {
  const found: string[] = [];
  const { path } = source;
  if (source.imports.some(({ specifier }) => specifier === null)) {
    found.push("imports by a computed name");
  }
  if (ANY.test(source.code)) found.push("uses any");
  ANY.lastIndex = 0;
  if (source.lines > MAX_LINES) found.push(`has ${source.lines} lines`);
  if (NAMELESS.test(path)) found.push("has a name that says nothing");
  if (/\bexport\s*\*/.test(source.code)) found.push("re-exports everything");
  return found.map((what) => `${path} ${what}`);
}

/** Imports of files that are not there. */
export function missingTargets(tree: Tree): string[] {
  return [...tree.values()].flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier }) => {
      if (specifier?.startsWith(".") !== true || TEXT.test(specifier)) return [];
      if (tree.has(resolve(path, specifier))) return [];
      return [`${path} imports ${specifier}, which does not exist`];
    })
  );
}

/** What loading a file loads: itself and what it imports statically, except for types. */
export function closureOf(tree: Tree, root: string): { files: string[]; packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (path: string): void => {
    if (files.has(path)) return;
    files.add(path);
    for (const { specifier, isDynamic, isTypeOnly } of tree.get(path)?.imports ?? []) {
      if (specifier === null || isDynamic || isTypeOnly) continue;
      if (TEXT.test(specifier)) packages.add(specifier);
      else if (specifier.startsWith(".")) visit(resolve(path, specifier));
      else packages.add(specifier);
    }
  };
  visit(root);
  return { files: [...files], packages: [...packages] };
}

/** What the hot path must not load: packages, slow built-ins, locales. */
export function hotViolations(tree: Tree, root: string): string[] {
  const { files, packages } = closureOf(tree, root);
  const locales = files.flatMap((path) =>
    [...(tree.get(path)?.code ?? "").matchAll(LOCALE)].map(([name]) => `${path} uses ${name}`)
  );
  return [
    ...packages.filter((name) => name !== "node:sqlite").map((name) => `loads ${name}`),
    ...locales,
  ]
    .map((what) => `${root}: ${what}`);
}
