import { assertEquals, assertThrows } from "@std/assert";
import { allSlots, placeholder, type Slot, UNSEALED_PREFIX } from "../../src/io/seal.ts";
import { findSlots, renderManifest } from "../../tools/build/slots.ts";

const SLOTS: Slot[] = [
  { name: "state", access: "read-write" },
  { name: "config1", access: "read" },
];

const STATE = placeholder("state");
const CONFIG = placeholder("config1");

/** An executable as far as slots go: both permission lists, the arguments, the program's own text. */
function anExecutable(parts: { read?: string; write?: string; args?: string; code?: string } = {}) {
  const { read = `${STATE}","${CONFIG}`, write = STATE, args = `${STATE}"${CONFIG}` } = parts;
  const { code = `const UNSEALED_PREFIX = "${UNSEALED_PREFIX}";` } = parts;
  return new TextEncoder().encode(`\x7fELF read["${read}"] write["${write}"] ["${args}"] ${code}`);
}

Deno.test("findSlots() finds each occurrence where it stands", () => {
  const executable = anExecutable();
  const found = findSlots(executable, SLOTS, placeholder);
  assertEquals(found.map(({ name }) => name), ["state", "config1", "state", "state", "config1"]);
  const texts = found.map(({ offset, length }) =>
    new TextDecoder().decode(executable.subarray(offset, offset + length))
  );
  assertEquals(texts, [STATE, CONFIG, STATE, STATE, CONFIG]);
});

Deno.test("findSlots() looks only into the view that it is given", () => {
  const executable = anExecutable();
  const within = new Uint8Array(executable.length + 7);
  within.set(executable, 7);
  assertEquals(
    findSlots(within.subarray(7), SLOTS, placeholder),
    findSlots(executable, SLOTS, placeholder),
  );
});

Deno.test("findSlots() refuses an executable in which a slot is missing from a list", () => {
  assertThrows(() => findSlots(anExecutable({ write: "" }), SLOTS, placeholder));
});

Deno.test("findSlots() refuses an executable in which a slot stands once more", () => {
  assertThrows(() => findSlots(anExecutable({ code: CONFIG }), SLOTS, placeholder));
});

Deno.test("findSlots() refuses a placeholder that is no slot", () => {
  assertThrows(() => findSlots(anExecutable({ code: placeholder("other") }), SLOTS, placeholder));
});

Deno.test("findSlots() refuses a placeholder that was cut", () => {
  assertThrows(() => findSlots(anExecutable({ code: STATE.slice(0, -1) }), SLOTS, placeholder));
});

Deno.test("no placeholder is the beginning of another", () => {
  const paths = allSlots().map(({ name }) => placeholder(name));
  assertEquals(new Set(paths).size, paths.length);
  assertEquals(new Set(paths.map((path) => path.length)).size, 1);
});

Deno.test("renderManifest() gives one line an occurrence and ends with the mark of a whole file", () => {
  const occurrences = [{ name: "state", offset: 9, length: 400 }];
  assertEquals(
    renderManifest("tokenroom 1.2.3 linux-x64", occurrences),
    "# tokenroom 1.2.3 linux-x64: slot, byte offset, length\nstate 9 400\n# end\n",
  );
});
