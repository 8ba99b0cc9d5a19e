/** One option of a command. */
export interface OptionSpec {
  readonly name: string;
  /** Placeholder of its value, or null for a flag. */
  readonly value: string | null;
  readonly text: string;
  /** May be given several times. */
  readonly repeats?: boolean;
}

/** One command: what help, the argument parser and completions are made from. */
export interface CommandSpec {
  readonly verb: string;
  readonly summary: string;
  readonly usage: string;
  readonly options: readonly OptionSpec[];
  /** What it takes besides options, as its usage names it; absent: nothing. */
  readonly words?: string;
  readonly details: string;
  readonly examples: readonly string[];
  /** Called by the client, not by people. */
  readonly internal?: boolean;
}
