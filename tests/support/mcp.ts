// A client that speaks the protocol by hand: it can also say what no SDK would.

import type { Program } from "./program.ts";

/** A message from the server. */
export interface Message {
  readonly id?: number | string | null;
  // deno-lint-ignore no-explicit-any
  readonly result?: any;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A running server. */
export interface McpServer extends AsyncDisposable {
  readonly child: Deno.ChildProcess;
  /** Writes a line as it is. */
  readonly say: (line: string | Uint8Array) => Promise<void>;
  /** The next message, whatever it answers; null when there is none any more. */
  readonly next: () => Promise<Message | null>;
  /** Asks and waits for that answer. */
  readonly ask: (method: string, params?: unknown) => Promise<Message>;
  /** Closes the server's input. */
  readonly hangUp: () => Promise<void>;
}

// Generous: a loaded machine is slow, not broken.
const HANG_MS = 30_000;

/** Starts a server. Disposing of it kills it where it still runs. */
export function startServer(
  program: Program,
  env: Readonly<Record<string, string>> = {},
): McpServer {
  const child = new Deno.Command(program.executable, {
    args: ["mcp"],
    clearEnv: true,
    env: { HOME: program.home, PATH: "/usr/bin:/bin", TZ: "Asia/Tokyo", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), HANG_MS);
  const writer = child.stdin.getWriter();
  const messages = messagesOf(child.stdout);
  let id = 0;
  let isOpen = true;
  const say = async (line: string | Uint8Array) => {
    await writer.write(typeof line === "string" ? new TextEncoder().encode(`${line}\n`) : line);
  };
  const next = async () => (await messages.next()).value ?? null;
  const hangUp = async () => {
    if (isOpen) await writer.close().catch(() => {});
    isOpen = false;
  };
  return {
    child,
    say,
    next,
    hangUp,
    ask: async (method, params) => {
      const own = ++id;
      await say(JSON.stringify({ jsonrpc: "2.0", id: own, method, params }));
      for (;;) {
        const message = await next();
        if (message === null) throw new Error(`the server left ${method} unanswered`);
        if (message.id === own) return message;
      }
    },
    [Symbol.asyncDispose]: async () => {
      await hangUp();
      await messages.return(null);
      await child.status;
      clearTimeout(timer);
    },
  };
}

async function* messagesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Message, null> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line);
  }
  return null;
}

/** What a client says first. */
export const INITIALIZE = {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "test", version: "1" },
} as const;

/** The text of a tool's answer. */
export function textOf(message: Message): string {
  return message.result?.content?.[0]?.text ?? "";
}
