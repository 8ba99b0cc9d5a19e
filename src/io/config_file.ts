import { decodeConfig, type DecodedConfig } from "../model/config.ts";
import { parseJson } from "../model/decode.ts";
import { readTextOrNull } from "./state_file.ts";

/** The person's settings, read anew at each event: a change needs no restart. */
export function readConfig(stateDir: string): DecodedConfig {
  const text = readTextOrNull(`${stateDir}/config.json`);
  if (text === null) return decodeConfig(null);
  const raw = parseJson(text);
  const decoded = decodeConfig(raw);
  return raw === null
    ? { ...decoded, complaints: [{ key: "config.json", expected: "a JSON object" }] }
    : decoded;
}
