/** The machine that was measured, one line each. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly system: string;
  readonly date: string;
  /** Load of the last minute before the measuring, per core. */
  readonly loadPerCore: number;
}

/** Names this machine. */
export function describeMachine(): Machine {
  const cores = navigator.hardwareConcurrency;
  return {
    processor: field("/proc/cpuinfo", /^model name\s*:\s*(.+)$/m) ?? `${Deno.build.arch} processor`,
    cores,
    system: `${
      field("/etc/os-release", /^PRETTY_NAME="(.+)"$/m) ?? Deno.build.os
    }, kernel ${Deno.osRelease()}`,
    date: new Date().toISOString().slice(0, 10),
    loadPerCore: (Deno.loadavg()[0] ?? 0) / cores,
  };
}

function field(path: string, pattern: RegExp): string | null {
  try {
    return pattern.exec(Deno.readTextFileSync(path))?.[1] ?? null;
  } catch {
    // Not this kind of system.
    return null;
  }
}
