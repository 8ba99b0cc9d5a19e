import type { Environment } from "./environment.ts";

/** Columns and rows. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** What woke whoever waited. */
export type Happening =
  | { readonly kind: "typed"; readonly text: string }
  | { readonly kind: "time" }
  /** Another size, or back from a stop: nothing on the screen can be counted on. */
  | { readonly kind: "resized" }
  /** Asked to end, or the terminal has gone. */
  | { readonly kind: "ended"; readonly code: number };

/** A terminal that one program has for itself, until it leaves. */
export interface Terminal {
  readonly size: () => TerminalSize;
  /** Shows rows of text; only those that differ from what stands there are written. */
  readonly draw: (rows: readonly string[]) => void;
  /** The next thing that happens, at the latest after so many milliseconds. */
  readonly next: (limitMs: number) => Promise<Happening>;
  /** Gives the terminal back as it was. Does nothing the second time. */
  readonly leave: () => void;
}

const FALLBACK: TerminalSize = { columns: 80, rows: 24 };
/** Columns and rows past which a size is nonsense: a frame of that size would fill the memory. */
const MAX_SIDE = 1_000;

/** Size of the terminal; of what the environment tells where there is none. */
export function terminalSize(env: Environment): TerminalSize {
  const told = { columns: Number(env.COLUMNS), rows: Number(env.LINES) };
  const { columns, rows } = consoleSize() ?? told;
  return { columns: side(columns, FALLBACK.columns), rows: side(rows, FALLBACK.rows) };
}

function consoleSize(): TerminalSize | null {
  try {
    return Deno.consoleSize();
  } catch {
    // Not a terminal.
    return null;
  }
}

function side(value: number, fallback: number): number {
  // Zero is what a terminal says that was never told its size.
  return Number.isInteger(value) && value > 0 ? Math.min(value, MAX_SIDE) : fallback;
}

// The alternate screen, no cursor, and no wrapping: a sign that a terminal shows wider than it is
// must cost its own row only.
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J\x1b[H";
// Cleared first: a terminal without an alternate screen keeps nothing of ours.
const LEAVE = "\x1b[0m\x1b[2J\x1b[H\x1b[?7h\x1b[?25h\x1b[?1049l";
// Terminals that know it show the frame at once; the others pass it over.
const BEGIN_FRAME = "\x1b[?2026h";
const END_FRAME = "\x1b[?2026l";

/** Exit codes of the shell for what ended a program. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGQUIT: 131 } as const;
/** Code where the terminal has gone without a signal. */
const GONE = SIGNALS.SIGHUP;

/**
 * Takes the terminal: alternate screen, keys as they are pressed. Everything that can end the program
 * but SIGKILL becomes a happening, so that its caller can leave.
 */
export function takeTerminal(env: Environment): Terminal {
  const waiting: Happening[] = [];
  let wake: (() => void) | null = null;
  const happen = (happening: Happening) => {
    waiting.push(happening);
    wake?.();
  };
  const stops: (() => void)[] = [];
  const listen = (signal: Deno.Signal, happening: () => void) => {
    try {
      Deno.addSignalListener(signal, happening);
      stops.push(() => Deno.removeSignalListener(signal, happening));
    } catch {
      // Not every system has every signal; then nobody can send it.
    }
  };
  let shown: readonly string[] = [];
  let hasLeft = false;
  const write = (text: string) => {
    try {
      writeAll(new TextEncoder().encode(text));
    } catch {
      // Nobody looks any more: the terminal was closed, or whoever stood behind it.
      if (!hasLeft) happen({ kind: "ended", code: GONE });
    }
  };
  const enter = () => {
    setRaw(true);
    shown = [];
    write(ENTER);
  };
  const leave = () => {
    if (hasLeft) return;
    hasLeft = true;
    for (const stop of stops) stop();
    write(LEAVE);
    setRaw(false);
  };
  for (const [signal, code] of Object.entries(SIGNALS)) {
    listen(signal as Deno.Signal, () => happen({ kind: "ended", code }));
  }
  // A stop could not be undone on the screen first, and in raw mode no key asks for one.
  listen("SIGTSTP", () => {});
  listen("SIGWINCH", () => happen({ kind: "resized" }));
  listen("SIGCONT", () => {
    enter();
    happen({ kind: "resized" });
  });
  // The last of all ways out: an error that nobody caught ends the program without its caller.
  addEventListener("unload", leave);
  addEventListener("error", leave);
  addEventListener("unhandledrejection", leave);
  enter();
  void readKeys(happen);
  return {
    size: () => terminalSize(env),
    draw: (rows) => {
      const text = changes(shown, rows);
      shown = [...rows];
      if (text !== "") write(`${BEGIN_FRAME}${text}${END_FRAME}`);
    },
    next: async (limitMs) => {
      if (waiting.length === 0) {
        let timer: number | undefined;
        await new Promise<void>((resume) => {
          wake = resume;
          timer = setTimeout(resume, Math.max(0, limitMs));
        });
        clearTimeout(timer);
        wake = null;
      }
      const first = waiting.shift() ?? { kind: "time" };
      if (first.kind === "resized") shown = [];
      return first;
    },
    leave,
  };
}

// What brings the screen from one set of rows to another. A row is cleared before it is written:
// behind its last column the cursor stands on it still.
function changes(before: readonly string[], after: readonly string[]): string {
  let text = before.length === 0 ? "\x1b[2J" : "";
  for (let row = 0; row < Math.max(before.length, after.length); row++) {
    const next = after[row] ?? "";
    if (before.length > 0 && before[row] === next) continue;
    if (before.length === 0 && next === "") continue;
    text += `\x1b[${row + 1};1H\x1b[K${next}`;
  }
  return text;
}

async function readKeys(happen: (happening: Happening) => void): Promise<void> {
  const buffer = new Uint8Array(1_024);
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const count = await Deno.stdin.read(buffer);
      if (count === null) break;
      happen({ kind: "typed", text: decoder.decode(buffer.subarray(0, count), { stream: true }) });
    }
  } catch {
    // The terminal has gone: the same as its end.
  }
  happen({ kind: "ended", code: GONE });
}

function setRaw(isRaw: boolean): void {
  try {
    Deno.stdin.setRaw(isRaw);
  } catch {
    // The terminal has gone, and with it what could be set.
  }
}

function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}
