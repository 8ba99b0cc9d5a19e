import { replacementOf, type Seal } from "./seal.ts";

/** What a verb keeps of what the executable was compiled with. */
interface Keep {
  /** Write access to the client's settings, memory and skill files. */
  readonly settings: boolean;
  /** Programs it may start. */
  readonly run: readonly ("git" | "claude")[];
  /** It gives up writing altogether, its own state too. */
  readonly onlyReads?: boolean;
}

const NOTHING: Keep = { settings: false, run: [] };

// Verbs, and events of `hook`, that need more than the state directory.
const KEEPS: Readonly<Record<string, Keep>> = {
  install: { settings: true, run: ["claude"] },
  // The client it launches is the one program it starts.
  run: { settings: false, run: ["claude"] },
  uninstall: { settings: true, run: ["claude"] },
  // Shows what the others may do, so it narrows itself step by step.
  doctor: { settings: true, run: ["git", "claude"] },
  watch: { settings: false, run: [], onlyReads: true },
  "hook stop-failure": { settings: false, run: ["git"] },
  "hook pre-compact": { settings: false, run: ["git"] },
};

/** What each verb may do, for doctor's table. `event`: of `hook`. */
export function keepsOf(verb: string, event = ""): Keep {
  return (verb === "hook" ? KEEPS[`hook ${event}`] : KEEPS[verb]) ?? NOTHING;
}

/**
 * Drops, for the rest of this process, every permission the verb does not need. The environment is
 * dropped too: it was read once at the start. Without effect on what is already denied.
 */
export function narrow(verb: string, seal: Seal, event = ""): void {
  const keep = keepsOf(verb, event);
  Deno.permissions.revokeSync({ name: "env" });
  if (keep.run.length === 0) Deno.permissions.revokeSync({ name: "run" });
  else if (!keep.run.includes("git")) Deno.permissions.revokeSync({ name: "run", command: "git" });
  else if (!keep.run.includes("claude")) {
    Deno.permissions.revokeSync({ name: "run", command: "claude" });
  }
  if (keep.settings) return;
  if (keep.onlyReads === true) {
    Deno.permissions.revokeSync({ name: "write", path: seal.state });
  }
  for (const config of seal.configs) {
    for (const path of [config.settings, config.memory]) {
      Deno.permissions.revokeSync({ name: "write", path });
      Deno.permissions.revokeSync({ name: "write", path: replacementOf(path) });
    }
    Deno.permissions.revokeSync({ name: "write", path: config.skill });
  }
}

/** What this process may do right now, asked of the runtime. */
export interface Granted {
  readonly writes: readonly string[];
  readonly runs: readonly string[];
  readonly network: boolean;
}

/** Asks the runtime what is granted. `writes` names the sealed paths, and `/` if all were granted. */
export function readGranted(seal: Seal): Granted {
  const paths = [
    "/",
    seal.state,
    ...seal.configs.flatMap((config) => [
      config.settings,
      replacementOf(config.settings),
      config.memory,
      replacementOf(config.memory),
      config.skill,
    ]),
  ];
  const granted = (descriptor: Deno.PermissionDescriptor) =>
    Deno.permissions.querySync(descriptor).state === "granted";
  return {
    writes: paths.filter((path) => granted({ name: "write", path })),
    runs: ["sh", "git", "claude"].filter((command) => granted({ name: "run", command })),
    network: granted({ name: "net" }) || granted({ name: "net", host: "127.0.0.1" }),
  };
}
