// Processes of their own that use the store, for what one process cannot show.

import { fromFileUrl } from "@std/path";

const WRITER = fromFileUrl(new URL("./writer.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** Starts a process that opens the store of a directory and appends entries for a session. */
export function openStoreProcess(dir: string, session: string, entries: number): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", CONFIG, WRITER, dir, session, String(entries)],
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
}

/** Whether all processes ended with code 0. */
export async function finishedOk(processes: readonly Deno.ChildProcess[]): Promise<boolean> {
  const ends = await Promise.all(processes.map((process) => process.status));
  return ends.every(({ code }) => code === 0);
}
