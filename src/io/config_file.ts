import { decodeConfig, type DecodedConfig, DEFAULT_CONFIG } from "../model/config.ts";
import { parseJson } from "../model/decode.ts";

const UNUSABLE: DecodedConfig = {
  config: DEFAULT_CONFIG,
  complaints: [{ key: "config.json", expected: "a JSON object" }],
};

/** The person's settings, read anew at each event: a change needs no restart. */
export function readConfig(stateDir: string): DecodedConfig {
  let text: string;
  try {
    text = Deno.readTextFileSync(`${stateDir}/config.json`);
  } catch (cause) {
    // What is there and cannot be read was meant to hold all the same.
    const absent = cause instanceof Deno.errors.NotFound ||
      cause instanceof Deno.errors.NotADirectory;
    return absent ? decodeConfig(null) : UNUSABLE;
  }
  const raw = parseJson(text);
  return raw === null ? UNUSABLE : decodeConfig(raw);
}

/**
 * Leaves an empty settings file for the person to fill, unless there is one. It also spares every
 * start the error of a missing file, the dearest line of a hook. Never throws: it can be done without.
 */
export function startConfig(stateDir: string): void {
  try {
    Deno.writeTextFileSync(`${stateDir}/config.json`, "{}\n", { createNew: true, mode: 0o600 });
  } catch {
    // It is there, or the directory cannot be written, which whoever needs it will tell.
  }
}
