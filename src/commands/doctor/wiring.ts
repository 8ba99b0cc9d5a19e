import { decodeRegistration } from "../../clients/claude_code/registration.ts";
import { inspectSettings } from "../../clients/claude_code/settings_inspect.ts";
import { settingsPath } from "../../clients/claude_code/wiring.ts";
import type { WiringFacts } from "../../decide/diagnosis.ts";
import type { Host } from "../../io/host.ts";
import { readInstallRecord } from "../../io/install_record.ts";
import type { SealedConfig } from "../../io/seal.ts";
import { readSettingsFile } from "../../io/settings_file.ts";
import { readTextOrNull } from "../../io/state_file.ts";
import { parseJson } from "../../model/decode.ts";

/** How one configuration directory is wired, read from its files alone. */
export function readWiring(config: SealedConfig, stateDir: string, host: Host): WiringFacts {
  const executable = settingsPath(host.executable);
  const client = readTextOrNull(config.client);
  return {
    dir: config.dir,
    settings: readSettings(config, executable),
    server: client === null
      ? "nowhere"
      : SERVERS[decodeRegistration(parseJson(client), executable).kind],
    installedAt: readInstallRecord(stateDir, config.settings)?.installedAt ?? null,
  };
}

const SERVERS = { absent: "nowhere", registered: "here", elsewhere: "elsewhere" } as const;

function readSettings(config: SealedConfig, executable: string): WiringFacts["settings"] {
  const file = readSettingsFile(config.settings);
  if (file.kind === "absent") return { kind: "absent" };
  if (file.kind === "failed") return { kind: "unreadable" };
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(file.bytes);
  const inspection = inspectSettings(text, executable);
  return "problem" in inspection
    ? { kind: "refused", refusal: inspection }
    : { kind: "read", inspection };
}
