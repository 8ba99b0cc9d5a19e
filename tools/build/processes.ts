/** What one run of a program gave. */
export interface Outcome {
  readonly success: boolean;
  readonly stdout: string;
}

/** Runs a program to its end; its standard error goes to ours. Throws when it cannot be started. */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: Record<string, string> },
): Promise<Outcome> {
  const { success, stdout } = await new Deno.Command(command, {
    args: [...args],
    ...options,
    stdin: "null",
    stderr: "inherit",
  }).output();
  return { success, stdout: new TextDecoder().decode(stdout).trim() };
}
