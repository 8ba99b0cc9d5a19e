import { decodeSaidToAgent } from "../../clients/claude_code/said_to_agent.ts";
import { inspectSettings } from "../../clients/claude_code/settings_inspect.ts";
import { gapsOf, settingsPath, type Version } from "../../clients/claude_code/wiring.ts";
import type { ServerFacts, WiringFacts } from "../../decide/finding.ts";
import type { Host } from "../../io/host.ts";
import { readInstallRecord } from "../../io/install_record.ts";
import type { Seal, SealedConfig } from "../../io/seal.ts";
import { parseJson } from "../../model/decode.ts";
import { readRegistration, registerLine } from "../client_server.ts";
import { readMemoryState } from "../memory_file.ts";
import { readSettingsText } from "../person_text.ts";
import { readSkillState } from "../skill_file.ts";

/** How the sealed configuration directories are wired, read from their files alone. */
export function readWiring(seal: Seal, version: Version | null, host: Host): WiringFacts[] {
  const executable = settingsPath(host.executable);
  return seal.configs.map((config) => ({
    dir: config.dir,
    path: config.settings,
    settings: readSettings(config, executable, version),
    server: readServer(config, executable),
    skill: readSkillState(config, seal.state),
    memory: readMemoryState(config, seal.state),
    installedAt: readInstallRecord(seal.state, config.settings)?.installedAt ?? null,
  }));
}

function readSettings(
  config: SealedConfig,
  executable: string,
  version: Version | null,
): WiringFacts["settings"] {
  const read = readSettingsText(config);
  if ("kind" in read) return read;
  if (read.text === null) return { kind: "absent" };
  const inspection = inspectSettings(read.text, executable);
  if ("problem" in inspection) return { kind: "refused", refusal: inspection };
  const gaps = gapsOf(inspection.hooks, version);
  return { kind: "read", inspection, gaps, said: decodeSaidToAgent(parseJson(read.text)) };
}

function readServer(config: SealedConfig, executable: string): ServerFacts {
  const registration = readRegistration(config, executable);
  if (registration === null) return { kind: "unreadable", path: config.client };
  switch (registration.kind) {
    case "registered":
      return { kind: "here" };
    case "elsewhere":
      return { kind: "elsewhere", command: registration.command };
    case "absent":
      return { kind: "nowhere", line: registerLine(config, executable) };
  }
}
