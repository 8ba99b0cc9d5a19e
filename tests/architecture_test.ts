import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import {
  bannedForms,
  bannedNames,
  closureOf,
  hotViolations,
  missingTargets,
  type Tree,
  wrongDirections,
} from "./architecture/rules.ts";
import { readSource, type Source } from "./architecture/source.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));

function readTree(dirs: readonly string[], files: readonly string[]): Map<string, Source> {
  const tree = new Map<string, Source>();
  const add = (path: string) =>
    tree.set(path, readSource(path, Deno.readTextFileSync(`${ROOT}${path}`)));
  const walk = (dir: string): void => {
    for (const entry of Deno.readDirSync(`${ROOT}${dir}`)) {
      const path = `${dir}/${entry.name}`;
      if (entry.isDirectory) walk(path);
      else if (path.endsWith(".ts")) add(path);
    }
  };
  files.forEach(add);
  dirs.forEach(walk);
  return tree;
}

const TREE: Tree = readTree(["src"], ["main.ts"]);
const HOT = [
  "main.ts",
  "src/commands/tap.ts",
  "src/commands/hook.ts",
  ...[...TREE.keys()].filter((path) => path.startsWith("src/commands/hook/")).sort(),
];

function over(rule: (source: Source) => string[]): string[] {
  return [...TREE.values()].flatMap(rule);
}

Deno.test("imports go one way: model below decide, render, clients and io, commands above all", () => {
  assertEquals(over(wrongDirections), []);
});

Deno.test("pure layers use no clock, environment, chance, locale or network", () => {
  assertEquals(over(bannedNames), []);
});

Deno.test("no file imports by a computed name, uses any, is too long, nameless or a barrel", () => {
  const all = [...TREE.values(), ...readTree(["tools", "eval"], []).values()];
  assertEquals(all.flatMap(bannedForms), []);
});

Deno.test("every import names a file that is there", () => {
  assertEquals(missingTargets(TREE), []);
});

for (const root of HOT) {
  Deno.test(`what the client waits for loads no package and no locale: ${root}`, () => {
    assert(TREE.has(root));
    assertEquals(hotViolations(TREE, root), []);
  });
}

Deno.test("every hook event has a file of its own, and every such file an event", () => {
  const handlers = TREE.get("src/commands/hook.ts")?.imports.filter(({ isDynamic }) => isDynamic);
  const named = [...new Set(handlers?.map(({ specifier }) => specifier?.replace("./hook/", "")))];
  const handles = HOT.filter((path) => path.startsWith("src/commands/hook/"))
    .filter((path) => TREE.get(path)?.code.includes("export const handle"));
  assertEquals(named.sort(), handles.map((path) => path.replace("src/commands/hook/", "")).sort());
});

Deno.test("the hot path is found: a tap reaches the store, its decoder and its renderer", () => {
  const { files, packages } = closureOf(TREE, "src/commands/tap.ts");
  for (
    const path of [
      "src/clients/claude_code/payload.ts",
      "src/decide/merge.ts",
      "src/io/store/database.ts",
      "src/render/hud.ts",
    ]
  ) assert(files.includes(path), path);
  assertEquals(packages, ["node:sqlite"]);
});

function planted(path: string, text: string): string[] {
  const source = readSource(path, text);
  return [...wrongDirections(source), ...bannedNames(source), ...bannedForms(source)];
}

const PLANTED: readonly (readonly [string, string])[] = [
  ["src/model/a.ts", 'import { x } from "../decide/x.ts";'],
  ["src/model/a.ts", 'export { x } from "../io/x.ts";'],
  ["src/decide/a.ts", 'import { x } from "../render/x.ts";'],
  ["src/commands/a.ts", 'import x from "../../skill/x.md" with { type: "text" };'],
  ["src/decide/a.ts", 'import type { X } from "../io/x.ts";'],
  ["src/render/a.ts", 'import { x } from "../decide/x.ts";'],
  ["src/render/a.ts", 'import { type X, y } from "../decide/x.ts";'],
  ["src/render/a.ts", 'import "../decide/x.ts";'],
  ["src/clients/claude_code/a.ts", 'import { x } from "../../decide/x.ts";'],
  ["src/clients/claude_code/a.ts", 'import { z } from "zod";'],
  ["src/io/a.ts", 'import { x } from "../decide/x.ts";'],
  ["src/io/a.ts", 'const x = await import("../render/x.ts");'],
  ["src/model/a.ts", 'import { z } from "zod";'],
  ["src/render/a.ts", 'import { x } from "node:fs";'],
  ["src/model/a.ts", "const now = Date.now();"],
  ["src/decide/a.ts", "const now = new Date();"],
  ["src/decide/a.ts", "const luck = Math.random();"],
  ["src/render/a.ts", "const dir = Deno.cwd();"],
  ["src/render/a.ts", "console.log(value);"],
  ["src/render/a.ts", "const text = `${process.pid}`;"],
  ["src/render/a.ts", "const text = value.toLocaleString();"],
  ["src/decide/a.ts", "names.sort((a, b) => a.localeCompare(b));"],
  ["src/decide/a.ts", "await fetch(url);"],
  ["src/clients/x/a.ts", "setTimeout(run, 1);"],
  ["src/io/a.ts", "const x = await import(name);"],
  ["src/io/a.ts", "const x = await import(`./${name}.ts`);"],
  ["src/io/a.ts", 'const x = await import("./" + name);'],
  ["src/io/a.ts", "const x = value as any;"],
  ["src/io/a.ts", "const x: any[] = [];"],
  ["src/io/a.ts", 'export * from "./x.ts";'],
  ["src/io/utils.ts", ""],
  ["src/io/helper.ts", ""],
  ["src/io/common.ts", ""],
  ["src/io/misc.ts", ""],
  ["src/io/a.ts", "// a line\n".repeat(301)],
];

for (const [path, text] of PLANTED) {
  Deno.test(`the rules find a planted violation: ${path}: ${text.slice(0, 60).trim()}`, () => {
    assertEquals(planted(path, text).length, 1);
  });
}

const ALLOWED: readonly (readonly [string, string])[] = [
  ["src/render/a.ts", 'import type { X } from "../decide/x.ts";'],
  ["src/render/a.ts", 'import { type X, type Y } from "../decide/x.ts";'],
  ["src/decide/a.ts", 'import {\n  type X,\n  y,\n} from "../model/x.ts";'],
  ["src/io/a.ts", 'const x = await import("./x.ts");'],
  ["src/render/a.ts", 'import x from "../../skill/x.md" with { type: "text" };'],
  ["src/model/a.ts", '// Deno, Date and Intl in a comment; import x from "../io/x.ts"\n/* any */'],
  ["src/model/a.ts", 'const text = "Date.now() any process \\" fetch";'],
  ["src/model/a.ts", "const text = `Date ${value.date} any`;"],
  ["src/model/a.ts", "const pattern = /Date|[/\"'`]any/g; const half = total / 2 / count;"],
  ["src/model/a.ts", "const modes = { performance: 1, crypto : 2 };"],
  ["src/model/a.ts", "const it = event.process + event.any; const many = anyone;"],
  ["src/io/a.ts", "// a line\n".repeat(300)],
];

for (const [path, text] of ALLOWED) {
  Deno.test(`the rules let an honest line be: ${path}: ${text.slice(0, 60).trim()}`, () => {
    assertEquals(planted(path, text), []);
  });
}

Deno.test("the rules find a package, a locale and a missing file behind the hot path", () => {
  const tree: Tree = new Map([
    ["src/commands/tap.ts", 'import { x } from "../io/x.ts";\nimport type { T } from "zod";'],
    [
      "src/io/x.ts",
      'import { z } from "zod";\nimport "node:fs";\nimport "node:sqlite";\nnew Intl();',
    ],
    ["src/io/y.ts", 'import { z } from "./z.ts";'],
  ].map(([path, text]) => [path ?? "", readSource(path ?? "", text ?? "")]));
  assertEquals(hotViolations(tree, "src/commands/tap.ts"), [
    "src/commands/tap.ts: loads zod",
    "src/commands/tap.ts: loads node:fs",
    "src/commands/tap.ts: src/io/x.ts uses Intl",
  ]);
  assertEquals(missingTargets(tree), ["src/io/y.ts imports ./z.ts, which does not exist"]);
});
