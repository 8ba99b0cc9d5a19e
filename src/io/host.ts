import type { EpochSec, Zone } from "../model/units.ts";
import type { Environment } from "./environment.ts";
import type { Seal } from "./seal.ts";

/** What the build says of itself. */
export interface BuildInfo {
  readonly version: string;
  readonly commit: string;
  /** `linux-x64` and the like; `source` when run uncompiled. */
  readonly target: string;
}

/** The machine as the program sees it. Files are reached through `io` modules, never from here. */
export interface Host {
  readonly now: () => EpochSec;
  readonly zone: Zone;
  readonly env: Environment;
  /** Null when the executable was never sealed. */
  readonly seal: Seal | null;
  readonly build: BuildInfo;
  /** Absolute path of the running executable. */
  readonly executable: string;
  /** The working directory; null: it was removed, or cannot be told. */
  readonly cwd: string | null;
  /** Process id of whoever started this process. */
  readonly parentPid: number;
  /** All of standard input, at most `limit` bytes; what lies beyond is not read. */
  readonly readInput: (limit: number) => Uint8Array;
  /** Standard input piece by piece, as it comes, until it ends. */
  readonly readChunks: (take: (chunk: Uint8Array) => void) => void;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Raw bytes on standard output. */
  readonly writeBytes: (bytes: Uint8Array) => void;
  /** False once whoever read standard output has gone: what writes on and on may end. */
  readonly isHeard: () => boolean;
  readonly isTerminal: (stream: "in" | "out") => boolean;
}

/** A command: one verb, its arguments, an exit code. */
export type Command = (args: readonly string[], host: Host) => number | Promise<number>;
