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

// Milliseconds for output that is still on its way when the process has ended.
const GRACE_MS = 300;
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
  const [output, errors] = [collect(child.stdout), collect(child.stderr)];
  const limit = after(limitMs);
  const status = await Promise.race([child.status, limit.passed]);
  limit.clear();
  if (status === null) {
    kill(child);
    await child.status;
  } else {
    // A child that it left running may hold its output open for ever.
    const grace = after(GRACE_MS);
    await Promise.race([Promise.all([output.whole, errors.whole]), grace.passed]);
    grace.clear();
  }
  const texts = await Promise.all([output.stop(), errors.stop()]);
  if (status === null) return { kind: "timeout" };
  return { kind: "ended", code: status.code, output: texts[0], errors: texts[1] };
}

function after(ms: number): { readonly passed: Promise<null>; readonly clear: () => void } {
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), ms);
  return { passed: promise, clear: () => clearTimeout(timer) };
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

interface Collected {
  readonly whole: Promise<void>;
  /** Stops reading and gives what came. */
  readonly stop: () => Promise<string>;
}

// The first characters of a stream; the rest is read and dropped, so that the writer never blocks.
function collect(stream: ReadableStream<Uint8Array>): Collected {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let text = "";
  const whole = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (text.length < MAX_OUTPUT_CHARS) text += decoder.decode(value, { stream: true });
    }
  })();
  const stop = async () => {
    await reader.cancel();
    await whole;
    return text.slice(0, MAX_OUTPUT_CHARS);
  };
  return { whole, stop };
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It ended by itself between the limit and this line.
  }
}
