import { parseJson } from "../model/decode.ts";
import type { Seal, SealedConfig } from "./seal.ts";
import { readTextOrNull } from "./state_file.ts";

/** The sealed paths of a configuration directory; the first sealed one where it is not named. */
export function configFor(seal: Seal, dir: string | null): SealedConfig | null {
  return seal.configs.find((config) => config.dir === dir) ?? seal.configs[0] ?? null;
}

/** The client's settings as JSON, or null when absent, unreadable or not JSON. */
export function readClientSettings(config: SealedConfig | null): unknown {
  const text = config === null ? null : readTextOrNull(config.settings);
  return text === null ? null : parseJson(text);
}
