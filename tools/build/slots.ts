// Where the installer will write: every occurrence of every slot in a compiled executable.

import { Buffer } from "node:buffer";
import { type Slot, UNSEALED_PREFIX } from "../../src/io/seal.ts";

/** One occurrence of a slot. */
export interface Occurrence {
  readonly name: string;
  /** Bytes from the start of the executable. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** The last line of a manifest; without it the file was cut short. */
export const MANIFEST_END = "# end";

/** How often a slot stands in an executable: in each permission list that has it, and in the arguments. */
export function expectedCount(slot: Slot): number {
  return slot.access === "read-write" ? 3 : 2;
}

/**
 * Every slot in the executable, by offset. Throws when a slot does not stand there as often as it
 * must, or when something that looks like a slot is none: sealing would leave a permission open to
 * a path nobody chose.
 */
export function findSlots(
  executable: Uint8Array,
  slots: readonly Slot[],
  placeholder: (name: string) => string,
): Occurrence[] {
  const bytes = Buffer.from(executable.buffer, executable.byteOffset, executable.byteLength);
  const known = slots.map(({ name }) => ({ name, path: placeholder(name) }));
  const found: Occurrence[] = [];
  let offset = bytes.indexOf(UNSEALED_PREFIX);
  for (; offset >= 0; offset = bytes.indexOf(UNSEALED_PREFIX, offset + 1)) {
    // The program's own text knows the prefix too; there no name follows it.
    if (!isNameByte(bytes[offset + UNSEALED_PREFIX.length])) continue;
    const slot = known.find(({ path }) =>
      bytes.toString("latin1", offset, offset + path.length) === path
    );
    if (slot === undefined) {
      throw new Error(`unknown placeholder at byte ${offset} of the executable`);
    }
    found.push({ name: slot.name, offset, length: slot.path.length });
  }
  for (const slot of slots) {
    const count = found.filter(({ name }) => name === slot.name).length;
    if (count !== expectedCount(slot)) {
      throw new Error(
        `slot ${slot.name} stands ${count} times in the executable, not ${expectedCount(slot)}`,
      );
    }
  }
  return found;
}

/** The manifest that is published beside the executable. */
export function renderManifest(title: string, occurrences: readonly Occurrence[]): string {
  const lines = occurrences.map(({ name, offset, length }) => `${name} ${offset} ${length}`);
  return [`# ${title}: slot, byte offset, length`, ...lines, MANIFEST_END, ""].join("\n");
}

function isNameByte(byte: number | undefined): boolean {
  return byte !== undefined && /[a-z]/.test(String.fromCharCode(byte));
}
