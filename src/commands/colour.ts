import type { Host } from "../io/host.ts";

/**
 * Whether what a person's command prints takes colours: never with NO_COLOR, also into a pipe with
 * FORCE_COLOR or CLICOLOR_FORCE, else on a terminal that knows them. Source: no-color.org,
 * force-color.org and bixense.com/clicolors; an empty variable counts as unset.
 */
export function takesColour({ env, isTerminal }: Pick<Host, "env" | "isTerminal">): boolean {
  if (env.NO_COLOR !== undefined) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0";
  if (env.CLICOLOR_FORCE !== undefined && env.CLICOLOR_FORCE !== "0") return true;
  return isTerminal("out") && env.TERM !== "dumb";
}
