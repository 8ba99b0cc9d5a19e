/** What one run of a program gave. */
export interface Outcome {
  readonly success: boolean;
  readonly stdout: string;
}

/** Runs a program to its end; its standard error goes to ours, or nowhere. Throws when it cannot start. */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: Record<string, string>; stderr?: "inherit" | "null" },
): Promise<Outcome> {
  const { success, stdout } = await new Deno.Command(command, {
    args: [...args],
    stderr: "inherit",
    ...options,
    stdin: "null",
  }).output();
  return { success, stdout: new TextDecoder().decode(stdout).trim() };
}
