/** The machine that was measured, and what ran on it. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly system: string;
  readonly deno: string;
  /** Null: there is no Node on the PATH. */
  readonly node: string | null;
  readonly date: string;
  /** Load of the last minute before the measuring. */
  readonly load: number;
}

/** Names this machine. `node`: the program of that name, or null. */
export function describeMachine(node: string | null): Machine {
  return {
    processor: field("/proc/cpuinfo", /^model name\s*:\s*(.+)$/m) ?? `${Deno.build.arch} processor`,
    cores: navigator.hardwareConcurrency,
    system: `${
      field("/etc/os-release", /^PRETTY_NAME="(.+)"$/m) ?? Deno.build.os
    }, kernel ${Deno.osRelease()}`,
    deno: Deno.version.deno,
    node: node === null ? null : outputOf(node, "--version"),
    date: new Date().toISOString().slice(0, 10),
    load: Deno.loadavg()[0] ?? 0,
  };
}

/** Absolute path of Node, or null when the PATH has none. */
export function findNode(): string | null {
  for (const directory of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = `${directory}/node`;
    if (directory.startsWith("/") && outputOf(path, "--version") !== null) return path;
  }
  return null;
}

function outputOf(command: string, ...args: string[]): string | null {
  try {
    const { success, stdout } = new Deno.Command(command, { args, stderr: "null" }).outputSync();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch {
    // No such program.
    return null;
  }
}

function field(path: string, pattern: RegExp): string | null {
  try {
    return pattern.exec(Deno.readTextFileSync(path))?.[1] ?? null;
  } catch {
    // Not this kind of system.
    return null;
  }
}
