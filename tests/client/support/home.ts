// A private HOME for one test: the client sees nothing of the machine's user and leaves nothing
// behind. Its path has a space in it, because some people's do.

import { dirname, join } from "@std/path";
import { type Fence, SSH_REFUSED } from "./fence.ts";
import { killProcessesOf } from "./processes.ts";

/** What a test wants of its HOME. */
export interface HomeOptions {
  /** The client's executable. */
  readonly client: string;
  /** The stand-in's address. */
  readonly apiUrl: string;
  readonly fence: Fence;
  /** Subscription (its rate-limit headers are believed) unless told otherwise. */
  readonly account?: "subscription" | "api-key";
  /** IANA name for TZ; UTC unless told otherwise. */
  readonly zone?: string;
  /** Written to settings.json, a string as it is; no file unless given. */
  readonly settings?: string | Readonly<Record<string, unknown>>;
  /** Added to the environment of everything that runs in this HOME. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A private HOME. */
export interface Home {
  readonly client: string;
  /** The directory HOME names, real path. */
  readonly dir: string;
  /** A trusted project, a git repository with one commit. */
  readonly project: string;
  /** First on the PATH; executables put here are found. */
  readonly bin: string;
  /** `~/.claude/settings.json`. */
  readonly settingsPath: string;
  /** `~/.claude.json`. */
  readonly clientStatePath: string;
  /** The whole environment, for `clearEnv: true`. */
  readonly env: Readonly<Record<string, string>>;
  /** Kills whatever still runs in it and removes it. */
  readonly close: () => void;
}

/** Made up; it never leaves loopback. */
const TOKEN = "made-up-for-a-loopback-test";

/** Makes a HOME with onboarding done and its project trusted. */
export function openHome(options: HomeOptions): Home {
  const dir = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "tokenroom client " }));
  const project = join(dir, "project");
  const bin = join(dir, "bin");
  const home: Home = {
    client: options.client,
    dir,
    project,
    bin,
    settingsPath: join(dir, ".claude", "settings.json"),
    clientStatePath: join(dir, ".claude.json"),
    env: environmentOf(options, dir, bin),
    close: () => {
      killProcessesOf(dir);
      removeTree(dir);
    },
  };
  // Whoever has been through the onboarding has the client's directory.
  for (const path of [project, bin, join(dir, "tmp"), dirname(home.settingsPath)]) {
    Deno.mkdirSync(path);
  }
  writeScript(home, "ssh", SSH_REFUSED);
  writeClientState(home);
  writeSettings(home, options.settings);
  initialiseRepository(home);
  return home;
}

/** Writes an executable shell script into the HOME's bin directory and returns its path. */
export function writeScript(home: Home, name: string, body: string): string {
  const path = join(home.bin, name);
  Deno.writeTextFileSync(path, `#!/bin/sh\n${body}\n`);
  Deno.chmodSync(path, 0o755);
  return path;
}

/** A path as one word of a POSIX shell command. */
export function shellQuote(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}

function environmentOf(
  options: HomeOptions,
  dir: string,
  bin: string,
): Record<string, string> {
  const credential = options.account === "api-key"
    ? { ANTHROPIC_API_KEY: TOKEN }
    : { CLAUDE_CODE_OAUTH_TOKEN: TOKEN };
  return {
    HOME: dir,
    PATH: [bin, dirname(options.client), "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
    TERM: "xterm-256color",
    LANG: "C.UTF-8",
    TZ: options.zone ?? "UTC",
    // The client keeps shell output of background work in a shared directory otherwise.
    TMPDIR: join(dir, "tmp"),
    CLAUDE_CODE_TMPDIR: join(dir, "tmp"),
    ANTHROPIC_BASE_URL: options.apiUrl,
    ...options.fence.env,
    ...credential,
    ...options.env,
  };
}

function writeClientState(home: Home): void {
  const trusted = {
    hasTrustDialogAccepted: true,
    hasCompletedProjectOnboarding: true,
    allowedTools: [],
  };
  const state = {
    hasCompletedOnboarding: true,
    theme: "dark",
    // The client asks whether to use an API key from the environment; by its last characters.
    customApiKeyResponses: { approved: [TOKEN.slice(-20)], rejected: [] },
    projects: { [home.project]: trusted },
  };
  Deno.writeTextFileSync(home.clientStatePath, JSON.stringify(state, null, 2));
}

function writeSettings(home: Home, settings: HomeOptions["settings"]): void {
  if (settings === undefined) return;
  const text = typeof settings === "string" ? settings : JSON.stringify(settings, null, 2) + "\n";
  Deno.writeTextFileSync(home.settingsPath, text);
}

function initialiseRepository(home: Home): void {
  const author = ["-c", "user.name=Test", "-c", "user.email=test@localhost"];
  Deno.writeTextFileSync(join(home.project, "README"), "A project.\n");
  for (
    const args of [["init", "--quiet", "--initial-branch=main"], ["add", "README"], [
      ...author,
      "commit",
      "--quiet",
      "--message=Start",
    ]]
  ) {
    const options = { args, cwd: home.project, clearEnv: true, env: home.env };
    const { code, stderr } = new Deno.Command("git", options).outputSync();
    if (code !== 0) throw new Error(`git ${args[0]}: ${new TextDecoder().decode(stderr)}`);
  }
}

function removeTree(dir: string): void {
  try {
    Deno.removeSync(dir, { recursive: true });
  } catch (cause) {
    // A process that died a moment ago may have added a file under our hands.
    if (!(cause instanceof Deno.errors.NotFound)) Deno.removeSync(dir, { recursive: true });
  }
}
