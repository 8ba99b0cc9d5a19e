// The registration of our MCP server. Only the client writes its own file; we read it and run the
// client's command. Whatever goes wrong here leaves the wiring standing and costs one line by hand.

import {
  decodeRegistration,
  registerArguments,
  type Registration,
  shellLine,
  unregisterArguments,
} from "../clients/claude_code/registration.ts";
import { REGISTER_LIMIT_MS, runClient } from "../io/client_process.ts";
import type { Environment } from "../io/environment.ts";
import type { SealedConfig } from "../io/seal.ts";
import { readTextOrNull } from "../io/state_file.ts";
import { parseJson } from "../model/decode.ts";
import type { ServerOutcome } from "../model/wiring.ts";

/** What to act with. */
export interface ServerTask {
  readonly config: SealedConfig;
  readonly executable: string;
  readonly env: Environment;
  readonly dryRun: boolean;
}

/** Reads the registration, or null when the client's file cannot be understood. */
export function readRegistration(config: SealedConfig, executable: string): Registration | null {
  const text = readTextOrNull(config.client);
  if (text === null || text.trim() === "") return { kind: "absent" };
  const client = parseJson(text);
  return client === null ? null : decodeRegistration(client, executable);
}

/** Registers the server where it is not registered with this command yet. Never throws. */
export async function registerServer(task: ServerTask): Promise<ServerOutcome> {
  const before = readRegistration(task.config, task.executable);
  if (before?.kind === "registered") return { kind: "unchanged" };
  const replaced = before?.kind === "elsewhere" ? before.command : null;
  const steps = [
    ...(replaced === null ? [] : [unregisterArguments()]),
    registerArguments(task.executable),
  ];
  return await perform(task, before, steps, {
    done: (after) => after.kind === "registered",
    outcome: { kind: "registered", replaced },
  });
}

/** Takes our registration back; somebody else's under our name stays. Never throws. */
export async function unregisterServer(task: ServerTask): Promise<ServerOutcome> {
  const before = readRegistration(task.config, task.executable);
  if (before?.kind === "absent") return { kind: "unchanged" };
  if (before?.kind === "elsewhere" && !before.ours) {
    return { kind: "foreign", command: before.command };
  }
  return await perform(task, before, [unregisterArguments()], {
    done: (after) => after.kind === "absent",
    outcome: { kind: "removed" },
  });
}

/** The line by which a person registers our server. */
export function registerLine(config: SealedConfig, executable: string): string {
  return shellLine(registerArguments(executable), namedDir(config));
}

// The directory as the client has to be told it; null for the default one. The client's own file
// lies inside it exactly when it is another.
function namedDir({ client, dir }: SealedConfig): string | null {
  return client.startsWith(`${dir}/`) ? dir : null;
}

interface Goal {
  readonly done: (after: Registration) => boolean;
  readonly outcome: ServerOutcome;
}

async function perform(
  task: ServerTask,
  before: Registration | null,
  steps: readonly (readonly string[])[],
  goal: Goal,
): Promise<ServerOutcome> {
  const { config } = task;
  const configDir = namedDir(config);
  const lines = steps.map((args) => shellLine(args, configDir));
  // The client may start anew with a file that it cannot read: not on our account.
  if (before === null) return { kind: "by_hand", why: "unreadable", lines };
  if (task.dryRun) return { kind: "planned", lines };
  for (const args of steps) {
    const run = await runClient(args, configDir, task.env, REGISTER_LIMIT_MS);
    if (run.kind === "absent") return { kind: "by_hand", why: "no_client", lines };
    if (run.kind === "timeout") return { kind: "by_hand", why: "timeout", lines };
  }
  // What counts is what the client wrote, not how its command ended.
  const after = readRegistration(config, task.executable);
  return after !== null && goal.done(after)
    ? goal.outcome
    : { kind: "by_hand", why: "failed", lines };
}
