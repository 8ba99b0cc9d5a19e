// A machine for commands that run in process: real files below one temporary directory, a fixed
// clock, captured output.

import { join } from "@std/path";
import type { Environment } from "../../src/io/environment.ts";
import type { Host } from "../../src/io/host.ts";
import type { Seal, SealedConfig } from "../../src/io/seal.ts";
import type { EpochSec, Zone } from "../../src/model/units.ts";

/** 2026-07-01T00:12:00Z. */
export const NOW: EpochSec = 1_782_864_720;

const UTC: Zone = { name: "UTC", offsetMin: () => 0 };

/** What a test wants of its machine. */
export interface FakeHostOptions {
  readonly now?: EpochSec;
  readonly zone?: Zone;
  /** Standard input. */
  readonly input?: string | Uint8Array;
  /** Replaces the whole environment; HOME and an empty PATH unless given. */
  readonly env?: Environment;
  /** How many client configuration directories are sealed; all exist. One unless given. */
  readonly configs?: number;
  /** False for an executable that was never sealed. */
  readonly sealed?: boolean;
  readonly terminal?: boolean;
  /** Name below the directory at which the executable is said to be. */
  readonly executable?: string;
  /** The working directory; its own temporary directory unless given. */
  readonly cwd?: string | null;
}

/** A machine and what it has seen. */
export interface FakeHost extends Host {
  /** The temporary directory; its path has a space, because some people's do. */
  readonly dir: string;
  readonly state: string;
  /** The first sealed configuration directory. */
  readonly config: SealedConfig;
  readonly out: () => string;
  /** Standard output byte for byte. */
  readonly outBytes: () => Uint8Array;
  readonly errors: () => string;
  /** Moves the clock. */
  readonly setNow: (now: EpochSec) => void;
  /** Standard input of the next command. */
  readonly setInput: (input: string | Uint8Array) => void;
  /** Adds variables to the environment of the next command. */
  readonly setEnv: (env: Environment) => void;
  /** Forgets what was written so far. */
  readonly clear: () => void;
}

/** Runs a test on a fresh machine and removes it afterwards. */
export async function withFakeHost(
  options: FakeHostOptions,
  test: (host: FakeHost) => void | Promise<void>,
): Promise<void> {
  const dir = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "tokenroom test " }));
  try {
    await test(makeHost(dir, options));
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

function makeHost(dir: string, options: FakeHostOptions): FakeHost {
  const state = join(dir, ".tokenroom");
  Deno.mkdirSync(state, { mode: 0o700 });
  const configs = Array.from({ length: options.configs ?? 1 }, (_, index) => {
    const config = configAt(dir, index === 0 ? ".claude" : `.claude-${index + 1}`, index === 0);
    Deno.mkdirSync(config.dir);
    return config;
  });
  const seal: Seal = { state, configs };
  let input = toBytes(options.input ?? "");
  let env = options.env ?? { HOME: dir, PATH: join(dir, "bin") };
  let now = options.now ?? NOW;
  let out: Uint8Array[] = [];
  let errors = "";
  const outBytes = () => new Uint8Array(out.flatMap((bytes) => [...bytes]));
  return {
    dir,
    state,
    config: configs[0] ?? configAt(dir, ".claude", true),
    now: () => now,
    zone: options.zone ?? UTC,
    get env() {
      return env;
    },
    seal: options.sealed === false ? null : seal,
    build: { version: "0.1.0", commit: "test", target: "linux-x64" },
    executable: join(dir, options.executable ?? "bin/tokenroom"),
    cwd: options.cwd === undefined ? dir : options.cwd,
    parentPid: 4242,
    readInput: (limit) => input.subarray(0, limit),
    readChunks: (take) => {
      const middle = Math.ceil(input.length / 2);
      for (const chunk of [input.subarray(0, middle), input.subarray(middle)]) {
        if (chunk.length > 0) take(chunk);
      }
    },
    writeOut: (text) => void out.push(toBytes(text)),
    writeError: (text) => void (errors += text),
    writeBytes: (bytes) => void out.push(bytes.slice()),
    isHeard: () => true,
    isTerminal: () => options.terminal ?? false,
    out: () => new TextDecoder().decode(outBytes()),
    outBytes,
    errors: () => errors,
    setNow: (at) => void (now = at),
    setInput: (next) => void (input = toBytes(next)),
    setEnv: (more) => void (env = { ...env, ...more }),
    clear: () => {
      out = [];
      errors = "";
    },
  };
}

function toBytes(input: string | Uint8Array): Uint8Array {
  return typeof input === "string" ? new TextEncoder().encode(input) : input;
}

function configAt(home: string, name: string, isDefault: boolean): SealedConfig {
  const dir = join(home, name);
  return {
    dir,
    settings: join(dir, "settings.json"),
    memory: join(dir, "CLAUDE.md"),
    skill: join(dir, "skills", "tokenroom"),
    client: isDefault ? join(home, ".claude.json") : join(dir, ".claude.json"),
  };
}
