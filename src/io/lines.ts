/** A line of standard input, or that one was too long and was passed over. */
export type Line =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "too-long" };

const NEWLINE = 10;
const CHUNK_BYTES = 65_536;

/**
 * Gives the lines of standard input as they come, without waiting in between, until it ends or fails.
 * A line of more than `limitBytes` is passed over to its end; a last one without its end is a line.
 */
export async function readLines(limitBytes: number, take: (line: Line) => void): Promise<void> {
  const decoder = new TextDecoder();
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const end = () => {
    if (bytes > limitBytes) take({ kind: "too-long" });
    else if (bytes > 0) take({ kind: "line", text: decoder.decode(joined(parts, bytes)) });
    parts = [];
    bytes = 0;
  };
  const add = (part: Uint8Array) => {
    bytes += part.length;
    if (bytes > limitBytes) parts = [];
    else if (part.length > 0) parts.push(part);
  };
  for await (const chunk of chunks()) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, at));
      end();
      from = at + 1;
    }
    add(chunk.subarray(from));
  }
  end();
}

async function* chunks(): AsyncGenerator<Uint8Array> {
  for (;;) {
    // A buffer of its own for each: lines are cut out of it, not copied.
    const buffer = new Uint8Array(CHUNK_BYTES);
    const read = await readOrNull(buffer);
    if (read === null) return;
    yield buffer.subarray(0, read);
  }
}

// A stream that fails has nothing more to say.
async function readOrNull(buffer: Uint8Array): Promise<number | null> {
  try {
    return await Deno.stdin.read(buffer);
  } catch {
    return null;
  }
}

function joined(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  if (parts.length === 1) return parts[0] ?? new Uint8Array();
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
