// The environment variables that tokenroom reads. The build compiles permission for exactly these.

/** Names the executable may read; everything else in the environment stays out of its reach. */
export const ENVIRONMENT = [
  "TOKENROOM_DIR",
  "TOKENROOM_DISABLE",
  "CLAUDE_CODE_SESSION_ID",
  "CLAUDE_CODE_SESSION_ATTENDED",
  "CLAUDE_CONFIG_DIR",
  "CLAUDE_PID",
  "CLAUDE_PROJECT_DIR",
  "CLAUDE_CODE_AUTO_COMPACT_WINDOW",
  "CLAUDE_AUTOCOMPACT_PCT_OVERRIDE",
  "CLAUDE_CODE_MAX_OUTPUT_TOKENS",
  "DISABLE_AUTO_COMPACT",
  "DISABLE_COMPACT",
  "HOME",
  "PATH",
  "TZ",
  "TERM",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "COLUMNS",
  "LINES",
  "NO_COLOR",
  "FORCE_COLOR",
  "CLICOLOR_FORCE",
] as const;

export type EnvironmentName = (typeof ENVIRONMENT)[number];

/** A copy of the allowed variables; an empty value counts as unset. */
export type Environment = Readonly<Partial<Record<EnvironmentName, string>>>;

/** Reads the allowed variables once. */
export function readEnvironment(): Environment {
  const found: Partial<Record<EnvironmentName, string>> = {};
  for (const name of ENVIRONMENT) {
    const value = valueOf(name);
    if (value !== undefined && value !== "") found[name] = value;
  }
  return found;
}

function valueOf(name: EnvironmentName): string | undefined {
  try {
    return Deno.env.get(name);
  } catch {
    // Bytes that are no text: no variable of ours has such a value.
    return undefined;
  }
}
