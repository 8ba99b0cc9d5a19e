// A tar archive whose bytes follow from its members alone: no owner, no clock, no tool's own habits.

/** One regular file of an archive. */
export interface Member {
  /** ASCII, at most 100 characters. */
  readonly name: string;
  /** Permission bits, such as 0o755. */
  readonly mode: number;
  readonly bytes: Uint8Array;
}

const BLOCK = 512;

/** The members in the `ustar` format, in their order. Throws when a name does not fit. */
export function tar(members: readonly Member[]): Uint8Array<ArrayBuffer> {
  const size = members.reduce((sum, { bytes }) => sum + BLOCK + padded(bytes.length), 2 * BLOCK);
  const archive = new Uint8Array(size);
  let offset = 0;
  for (const member of members) {
    archive.set(header(member), offset);
    archive.set(member.bytes, offset + BLOCK);
    offset += BLOCK + padded(member.bytes.length);
  }
  return archive;
}

function header({ name, mode, bytes }: Member): Uint8Array {
  if (!/^[\x21-\x7e]{1,100}$/.test(name)) throw new Error(`no name for a tar member: ${name}`);
  const block = new Uint8Array(BLOCK);
  const put = (text: string, at: number) => block.set(new TextEncoder().encode(text), at);
  put(name, 0);
  put(octal(mode, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(bytes.length, 11), 124);
  put(octal(0, 11), 136);
  put(" ".repeat(8), 148);
  put("0", 156);
  put("ustar\x0000", 257);
  put("root", 265);
  put("root", 297);
  // The sum is taken with its own field full of spaces.
  put(`${octal(block.reduce((sum, byte) => sum + byte, 0), 6)}\0`, 148);
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

function padded(length: number): number {
  return Math.ceil(length / BLOCK) * BLOCK;
}
