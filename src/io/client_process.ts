import type { Environment } from "./environment.ts";

/** How a run of the client's command ended. */
export type ClientRun =
  | {
    readonly kind: "ended";
    readonly code: number;
    readonly output: string;
    readonly errors: string;
  }
  /** No `claude` on the PATH. */
  | { readonly kind: "absent" }
  | { readonly kind: "timeout" }
  | { readonly kind: "failed"; readonly detail: string };

/** Milliseconds for `claude --version`, which does nothing else. */
export const VERSION_LIMIT_MS = 5_000;
/** Milliseconds for `claude mcp add` and `remove`; a cold start on a slow disk takes seconds. */
export const REGISTER_LIMIT_MS = 20_000;

const MAX_OUTPUT_CHARS = 4_096;

/**
 * Runs the client's own command: no shell, no input, a minimal environment, and an end after
 * `limitMs`. `configDir` is the client's directory where it is not the default one. Never throws.
 */
export async function runClient(
  args: readonly string[],
  configDir: string | null,
  env: Environment,
  limitMs: number,
): Promise<ClientRun> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command("claude", {
      args: [...args],
      clearEnv: true,
      env: environmentFor(configDir, env),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return { kind: "absent" };
    return { kind: "failed", detail: cause instanceof Error ? cause.message : String(cause) };
  }
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), limitMs);
  try {
    // The output can stay open after the end: a grandchild that was left running holds it.
    const ended = Promise.all([child.status, head(child.stdout), head(child.stderr)]);
    const first = await Promise.race([ended, late]);
    if (first === "late") {
      kill(child);
      return { kind: "timeout" };
    }
    const [{ code }, output, errors] = first;
    return { kind: "ended", code, output, errors };
  } finally {
    clearTimeout(timer);
    child.unref();
  }
}

function environmentFor(configDir: string | null, env: Environment): Record<string, string> {
  const kept = { PATH: env.PATH, HOME: env.HOME, TERM: env.TERM, CLAUDE_CONFIG_DIR: configDir };
  const found = Object.entries(kept).filter((entry): entry is [string, string] =>
    typeof entry[1] === "string"
  );
  // An installation is no occasion for the client to update itself or to report home.
  return {
    ...Object.fromEntries(found),
    DISABLE_AUTOUPDATER: "1",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  };
}

// The first characters of a stream; the rest is read and dropped, so that the writer never blocks.
async function head(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    if (text.length < MAX_OUTPUT_CHARS) text += decoder.decode(chunk, { stream: true });
  }
  return text.slice(0, MAX_OUTPUT_CHARS);
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It ended by itself between the limit and this line.
  }
}
