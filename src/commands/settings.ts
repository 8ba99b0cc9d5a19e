import { configFor, readClientSettings } from "../io/client_settings.ts";
import { readConfig } from "../io/config_file.ts";
import type { Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { type Config, DEFAULT_CONFIG } from "../model/config.ts";

/** What the person has set, read once an event. */
export interface Settings {
  /** Ours. */
  readonly config: Config;
  /** The client's, as JSON; null when there are none that can be read. Most events ask for none. */
  readonly client: () => unknown;
}

/** The person's settings of tokenroom; the defaults where the executable is not sealed. */
export function configOf({ seal, env }: Host): Config {
  return seal === null ? DEFAULT_CONFIG : readConfig(stateDir(seal, env)).config;
}

/** The client's settings in a configuration directory; null: in the first sealed one. */
export function clientSettingsOf(configDir: string | null, { seal }: Host): unknown {
  return seal === null ? null : readClientSettings(configFor(seal, configDir));
}

/** Both, the client's read when first asked for. `config`: where it was read already. */
export function settingsOf(
  configDir: string | null,
  host: Host,
  config: Config = configOf(host),
): Settings {
  let read: { readonly json: unknown } | null = null;
  return { config, client: () => (read ??= { json: clientSettingsOf(configDir, host) }).json };
}
