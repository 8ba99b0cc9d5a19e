/** How a launched client ended. */
export type Launched =
  | { readonly kind: "ended"; readonly code: number }
  /** No `claude` on the PATH. */
  | { readonly kind: "absent" }
  /** The runtime starts nothing with this environment, or the start failed. */
  | { readonly kind: "failed"; readonly detail: string };

// What the terminal sends to the whole group reaches the client without us; we only must not die of
// it before the client has ended.
const FROM_TERMINAL = ["SIGINT", "SIGQUIT"] as const;
// What is sent to us alone is passed on.
const PASSED_ON = ["SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"] as const;

/**
 * Runs the client with this terminal as its own until it ends: input, output, signals and exit code
 * are the client's. `configDir` null: under the directory that the environment names; empty: under
 * the default one. Never throws.
 */
export async function launchClient(
  args: readonly string[],
  configDir: string | null,
  hasTerminal: boolean,
): Promise<Launched> {
  const child = start(args, configDir);
  if (!(child instanceof Deno.ChildProcess)) return child;
  const listeners = [
    ...FROM_TERMINAL.map((signal) => [signal, !hasTerminal] as const),
    ...PASSED_ON.map((signal) => [signal, true] as const),
  ].map(([signal, passes]) => {
    const hear = () => passes ? send(child, signal) : undefined;
    Deno.addSignalListener(signal, hear);
    return () => Deno.removeSignalListener(signal, hear);
  });
  try {
    // Ended by a signal, its code is 128 and the number of it, as a shell tells it.
    return { kind: "ended", code: (await child.status).code };
  } finally {
    for (const stop of listeners) stop();
  }
}

function start(args: readonly string[], configDir: string | null): Deno.ChildProcess | Launched {
  try {
    return new Deno.Command("claude", {
      args: [...args],
      env: configDir === null ? {} : { CLAUDE_CONFIG_DIR: configDir },
      stdin: "inherit",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return { kind: "absent" };
    return { kind: "failed", detail: cause instanceof Error ? cause.message : String(cause) };
  }
}

function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended already.
  }
}
