import { type Config, decodeConfig, type DecodedConfig, DEFAULT_CONFIG } from "../model/config.ts";
import { parseJson } from "../model/decode.ts";
import type { Host } from "./host.ts";
import { stateDir } from "./state_dir.ts";

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

/** The person's settings for this host; the defaults where the executable is not sealed. */
export function configOf({ seal, env }: Host): Config {
  return seal === null ? DEFAULT_CONFIG : readConfig(stateDir(seal, env)).config;
}
