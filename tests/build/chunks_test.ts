import { assertEquals, assertNotMatch } from "@std/assert";
import { dynamicImports, modulesIn, portable, staticClosure } from "../../tools/build/chunks.ts";

const CHUNKS = new Map([
  [
    "main.js",
    'import {\n  a\n} from "./chunk-AAAAAAAA.js";\nvar f = () => import("./tap-BBBBBBBB.js");\n',
  ],
  ["chunk-AAAAAAAA.js", 'import "./chunk-CCCCCCCC.js";\n// src/a.ts\n'],
  ["chunk-CCCCCCCC.js", "// src/c.ts\n"],
  ["tap-BBBBBBBB.js", '// src/tap.ts\nvar text = `import "./never.js"`;\n'],
]);

Deno.test("staticClosure() follows static imports and leaves dynamic ones", () => {
  assertEquals([...staticClosure(CHUNKS, ["main.js"])].sort(), [
    "chunk-AAAAAAAA.js",
    "chunk-CCCCCCCC.js",
    "main.js",
  ]);
});

Deno.test("staticClosure() reads minified chunks as well", () => {
  const chunks = new Map([["main.js", 'import{a as b}from"./x.js";b();'], ["x.js", "export{a};"]]);
  assertEquals([...staticClosure(chunks, ["main.js"])], ["main.js", "x.js"]);
});

Deno.test("staticClosure() takes no text for an import that names no chunk", () => {
  assertEquals([...staticClosure(CHUNKS, ["tap-BBBBBBBB.js"])], ["tap-BBBBBBBB.js"]);
});

Deno.test("dynamicImports() finds what a chunk loads later", () => {
  assertEquals(dynamicImports(CHUNKS, "main.js"), ["tap-BBBBBBBB.js"]);
});

Deno.test("modulesIn() lists modules and no other comments", () => {
  const text =
    "// src/a.ts\nvar a = 1; // src/b.ts\n// a remark about c.ts\n// npm:zod@4/index.js\n";
  assertEquals(modulesIn(text), ["src/a.ts", "npm:zod@4/index.js"]);
});

/** The bundle of one program as the bundler leaves it on a machine. */
function bundledOn(cache: string, hash: string): Map<string, string> {
  return new Map([
    ["main.js", `var f = () => import("./mcp-${hash}.js");\n// main.ts\n`],
    [
      `mcp-${hash}.js`,
      `// ${cache}/npm/registry.example/@scope/pkg/1.2.3/dist/a.js\nvar a = { "${cache}/npm/registry.example/ajv/8.0.0/b.js"() {} };\n`,
    ],
  ]);
}

Deno.test("portable() gives the same chunks wherever the package cache lies", () => {
  const here = portable(bundledOn("../../home/a/.cache", "AAAAAAAA"));
  const there = portable(bundledOn("../b", "ZZZZZZZZ"));
  assertEquals([...here], [...there]);
});

Deno.test("portable() names a package where the path of the cache stood", () => {
  const text = portable(bundledOn("../../home/a/.cache", "AAAAAAAA")).get("mcp.js") ?? "";
  assertEquals(modulesIn(text), ["npm:@scope/pkg@1.2.3/dist/a.js"]);
  assertNotMatch(text, /home|registry/);
});

Deno.test("portable() keeps imports leading to the renamed chunks", () => {
  const chunks = portable(CHUNKS);
  assertEquals([...staticClosure(chunks, ["main.js"])].sort(), [
    "chunk-1.js",
    "chunk-2.js",
    "main.js",
  ]);
  assertEquals(dynamicImports(chunks, "main.js"), ["tap.js"]);
});
