// Everything the client starts inherits the private HOME, so HOME is what finds it again: hooks,
// MCP servers and background shells that outlive the client would otherwise leak into the machine.

/** Process ids that run with this HOME, this process left out. */
export function processesOf(home: string): number[] {
  const found = Deno.build.os === "linux" ? fromProc(home) : fromPs(home);
  return found.filter((pid) => pid !== Deno.pid);
}

/** Kills them all, also those that are started meanwhile; throws when one survives. */
export function killProcessesOf(home: string): void {
  for (let round = 0; round < KILL_ROUNDS; round++) {
    const left = processesOf(home);
    if (left.length === 0) return;
    for (const pid of left) kill(pid);
  }
  const left = processesOf(home);
  if (left.length > 0) throw new Error(`processes of ${home} survive: ${left.join(", ")}`);
}

/** A killed process may be listed until its parent has noticed. */
const KILL_ROUNDS = 200;

function fromProc(home: string): number[] {
  const wanted = `HOME=${home}`;
  const pids: number[] = [];
  for (const entry of Deno.readDirSync("/proc")) {
    const pid = Number(entry.name);
    if (Number.isInteger(pid) && environmentOf(pid).includes(wanted)) pids.push(pid);
  }
  return pids;
}

function environmentOf(pid: number): string[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/environ`).split("\0");
  } catch {
    // Gone meanwhile, or another user's.
    return [];
  }
}

function fromPs(home: string): number[] {
  const { stdout } = new Deno.Command("ps", { args: ["-axEww", "-o", "pid=,command="] })
    .outputSync();
  return new TextDecoder().decode(stdout).split("\n")
    .filter((line) => line.includes(` HOME=${home} `))
    .map((line) => Number.parseInt(line, 10));
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
}
