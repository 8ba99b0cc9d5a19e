import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  foreignComplaints,
  HOT_VERBS,
  hotLoads,
  hotWaves,
  sizeComplaints,
} from "../../tools/build/gate.ts";

const HOT_LIMIT_BYTES = HOT_VERBS[0].limitBytes;

/** A bundle with the two hot verbs, two events, and what is given over it. */
function aBundle(chunks: Readonly<Record<string, string>> = {}): Map<string, string> {
  return new Map(Object.entries({
    "main.js": 'import "./shared.js";\nimport("./tap.js");import("./hook.js");import("./mcp.js");',
    "shared.js": "// src/shared.ts\n",
    "tap.js": "// src/commands/tap.ts\n",
    "hook.js": 'import("./stop.js");import("./session_start.js");',
    "stop.js": "// src/commands/hook/stop.ts\n",
    "session_start.js": 'import "./git.js";',
    "git.js": "// src/io/git.ts\n",
    "mcp.js": `// npm:zod@4.1.12/index.js\n${" ".repeat(HOT_LIMIT_BYTES)}`,
    ...chunks,
  }));
}

function allComplaints(chunks: Map<string, string>): string[] {
  return hotLoads(chunks, "main.js").flatMap((load) => [
    ...sizeComplaints(load),
    ...foreignComplaints(load),
  ]);
}

/** A module of such a length that tap loads just the limit, moved by `more` bytes. */
function tapAtLimit(more: number): Map<string, string> {
  const [tap] = hotLoads(aBundle({ "tap.js": "" }), "main.js");
  return aBundle({ "tap.js": " ".repeat(HOT_LIMIT_BYTES - (tap?.bytes ?? 0) + more) });
}

Deno.test("the gate lets packages and size pass that no hot verb loads", () => {
  assertEquals(allComplaints(aBundle()), []);
});

Deno.test("the gate counts the entry, what it shares, the verb and its largest event", () => {
  const chunks = aBundle();
  const size = (...names: string[]) =>
    names.reduce((sum, name) => sum + (chunks.get(name)?.length ?? 0), 0);
  const [tap, hook] = hotLoads(chunks, "main.js");
  assertEquals(tap?.bytes, size("main.js", "shared.js", "tap.js"));
  assertEquals(hook?.bytes, size("main.js", "shared.js", "hook.js", "session_start.js", "git.js"));
  assertEquals(hook?.event, "session_start");
});

Deno.test("a run comes to the entry, then to a hot verb, then to its event", () => {
  assertEquals(hotWaves(aBundle(), "main.js"), [
    ["main.js"],
    ["tap.js", "hook.js"],
    ["stop.js", "session_start.js"],
  ]);
});

Deno.test("the gate leaves out what tap loads only when it is asked to", () => {
  const asked = aBundle({ "tap.js": 'import("./mcp.js");' });
  assertEquals(allComplaints(asked), []);
});

Deno.test("the gate counts bytes, not characters", () => {
  const [plain] = hotLoads(aBundle({ "tap.js": "o" }), "main.js");
  const [wide] = hotLoads(aBundle({ "tap.js": "⛶" }), "main.js");
  assertEquals((wide?.bytes ?? 0) - (plain?.bytes ?? 0), 2);
});

Deno.test("the gate passes at the limit and fails one byte over it", () => {
  assertEquals(allComplaints(tapAtLimit(0)), []);
  assertMatch(allComplaints(tapAtLimit(1)).join(), /^tap loads 65537 bytes; the limit is 65536$/);
});

Deno.test("the gate names a package that tap reaches through a shared chunk", () => {
  const chunks = aBundle({
    "tap.js": 'import "./lib.js";',
    "lib.js": "// npm:zod@4.1.12/index.js\n",
  });
  assertMatch(allComplaints(chunks).join(), /^tap .*npm:zod@4\.1\.12$/);
});

Deno.test("the gate names a package that only one hook event loads", () => {
  const chunks = aBundle({ "stop.js": "// npm:zod@4.1.12/index.js\n" });
  assertMatch(allComplaints(chunks).join(), /^hook .*npm:zod/);
});

Deno.test("the gate names what lies outside the repository or on a server", () => {
  const outside = aBundle({ "tap.js": "// ../elsewhere/a.ts\n" });
  const remote = aBundle({ "tap.js": "// https://example.org/a.ts\n" });
  assertMatch(allComplaints(outside).join(), /elsewhere/);
  assertMatch(allComplaints(remote).join(), /example\.org/);
});

Deno.test("the gate fails when a hot verb has no chunk of its own", () => {
  assertThrows(() => hotLoads(aBundle({ "main.js": 'import("./hook.js")' }), "main.js"));
});
