import { assertEquals, assertThrows } from "@std/assert";
import { parseArguments } from "../../src/commands/arguments.ts";
import { run as demo } from "../../src/commands/demo.ts";
import { run as doctor } from "../../src/commands/doctor.ts";
import { run as install } from "../../src/commands/install.ts";
import { run as status } from "../../src/commands/status.ts";
import { run as uninstall } from "../../src/commands/uninstall.ts";
import type { Command } from "../../src/io/host.ts";
import { isUsage } from "../../src/render/failure.ts";
import { type FakeHost, withFakeHost } from "../support/fake_host.ts";

Deno.test("parseArguments() reads flags and values in any order", () => {
  const options = parseArguments("install", ["--hud", "own", "--dry-run", "--config-dir=/a b"]);
  assertEquals([options.has("dry-run"), options.value("hud")], [true, "own"]);
  assertEquals(options.value("config-dir"), "/a b");
  const none = parseArguments("install", []);
  assertEquals([none.has("dry-run"), none.value("hud"), none.positional], [false, null, []]);
});

Deno.test("parseArguments() keeps the words of a verb that takes some", () => {
  assertEquals(parseArguments("hook", ["stop", "7"]).positional, ["stop", "7"]);
});

const REFUSED: readonly (readonly [string, readonly string[], string])[] = [
  ["install", ["foo"], 'install does not take "foo" (see: tokenroom install --help)'],
  ["install", ["--dry-run", "7"], 'install does not take "7" (see: tokenroom install --help)'],
  ["install", ["--hud", "own", "x"], 'install does not take "x" (see: tokenroom install --help)'],
  ["status", ["--", "--json"], 'status does not take "--json" (see: tokenroom status --help)'],
  ["doctor", [""], 'doctor does not take "" (see: tokenroom doctor --help)'],
  ["doctor", ["a\x1b[2J"], 'doctor does not take "a\\u001b[2J" (see: tokenroom doctor --help)'],
  ["doctor", ["--force"], "doctor has no option --force (see: tokenroom doctor --help)"],
  ["doctor", ["-f"], "doctor has no option -f (see: tokenroom doctor --help)"],
  ["install", ["--hud"], "--hud needs a value (see: tokenroom install --help)"],
];

for (const [verb, args, sentence] of REFUSED) {
  Deno.test(`parseArguments() refuses: ${verb} ${JSON.stringify(args)}`, () => {
    assertThrows(() => parseArguments(verb, args));
    try {
      parseArguments(verb, args);
    } catch (cause) {
      assertEquals([isUsage(cause), (cause as Error).message], [true, sentence]);
    }
  });
}

const COMMANDS: Readonly<Record<string, Command>> = { install, uninstall, doctor, status, demo };

for (const [verb, run] of Object.entries(COMMANDS)) {
  Deno.test(`${verb} does nothing with a word that it does not take`, () =>
    withFakeHost({}, async (host) => {
      const refusal = await refusalOf(run, host);
      assertEquals(refusal, `${verb} does not take "foo" (see: tokenroom ${verb} --help)`);
      assertEquals([host.out(), host.errors()], ["", ""]);
      assertEquals([...Deno.readDirSync(host.config.dir), ...Deno.readDirSync(host.state)], []);
    }));
}

async function refusalOf(run: Command, host: FakeHost): Promise<string | null> {
  try {
    await run(["foo"], host);
    return null;
  } catch (cause) {
    return isUsage(cause) && cause instanceof Error ? cause.message : String(cause);
  }
}
