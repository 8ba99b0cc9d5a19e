import { assert, assertEquals } from "@std/assert";
import {
  allSlots,
  CONFIG_SLOTS,
  placeholder,
  readSeal,
  readSlots,
  SLOT_LENGTH,
  slotArgument,
} from "../../src/io/seal.ts";

/** Arguments as they stand in an executable after sealing these slots; the others are unsealed. */
function sealedArguments(paths: Readonly<Record<string, string>>, length = SLOT_LENGTH): string[] {
  return allSlots().map(({ name }) => {
    const path = paths[name];
    return path === undefined
      ? slotArgument(name)
      : slotArgument(name).replace(placeholder(name), path.padEnd(length, "/"));
  });
}

Deno.test("placeholders are distinct absolute paths of one length, none the beginning of another", () => {
  const all = allSlots().map(({ name }) => placeholder(name));
  assertEquals(new Set(all).size, all.length);
  for (const path of all) {
    assertEquals(path.length, SLOT_LENGTH);
    assert(path.startsWith("/"));
  }
});

Deno.test("a seal gives the paths without their padding, and the person's own arguments behind it", () => {
  const configs = (index: number) => ({
    [`config${index}`]: `/home/ann/.claude${index}`,
    [`settings${index}`]: `/home/ann/dots/settings${index}.json`,
    [`memory${index}`]: `/home/ann/.claude${index}/CLAUDE.md`,
    [`skill${index}`]: `/home/ann/.claude${index}/skills/tokenroom`,
    [`client${index}`]: "/home/ann/.claude.json",
  });
  const args = sealedArguments({ state: "/home/ann/.tokenroom", ...configs(1), ...configs(3) });
  const { slots, rest } = readSlots([...args, "--build=1,2,3", "tap", "--slot-state=/mine"]);
  assertEquals(rest, ["--build=1,2,3", "tap", "--slot-state=/mine"]);
  assertEquals(readSeal(slots), {
    state: "/home/ann/.tokenroom",
    configs: [1, 3].map((index) => ({
      dir: `/home/ann/.claude${index}`,
      settings: `/home/ann/dots/settings${index}.json`,
      memory: `/home/ann/.claude${index}/CLAUDE.md`,
      skill: `/home/ann/.claude${index}/skills/tokenroom`,
      client: "/home/ann/.claude.json",
    })),
  });
});

Deno.test("padding of no slash, of one and of many comes off", () => {
  for (const length of [0, 21, 22, SLOT_LENGTH]) {
    const { slots } = readSlots(sealedArguments({ state: "/home/ann/.tokenroom" }, length));
    assertEquals(slots.get("state"), "/home/ann/.tokenroom", `padded to ${length}`);
  }
});

Deno.test("a path that fills its slot is taken whole", () => {
  const path = `/${"a".repeat(SLOT_LENGTH - 1)}`;
  assertEquals(readSlots(sealedArguments({ state: path })).slots.get("state"), path);
});

Deno.test("configuration slots that point into the state directory are no configurations", () => {
  const unused: Record<string, string> = { state: "/s" };
  for (let index = 1; index <= CONFIG_SLOTS; index++) unused[`config${index}`] = "/s/unused";
  assertEquals(readSeal(readSlots(sealedArguments(unused)).slots), { state: "/s", configs: [] });
});

Deno.test("an executable with its placeholders, or run without any, is not sealed", () => {
  assertEquals(readSeal(readSlots(sealedArguments({})).slots), null);
  assertEquals(readSeal(readSlots(["tap"]).slots), null);
});
