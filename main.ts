import { recordFault } from "./src/io/faults.ts";
import type { Command, Host } from "./src/io/host.ts";
import { openMachine, OutputFailure } from "./src/io/machine.ts";
import { narrow } from "./src/io/permissions.ts";
import { stateDir } from "./src/io/state_dir.ts";

interface CommandModule {
  readonly run: Command;
}

// One literal import a verb: what a verb does not need is never loaded.
const VERBS: Readonly<Record<string, () => Promise<CommandModule>>> = {
  tap: () => import("./src/commands/tap.ts"),
  hook: () => import("./src/commands/hook.ts"),
  mcp: () => import("./src/commands/mcp.ts"),
  line: () => import("./src/commands/line.ts"),
  status: () => import("./src/commands/status.ts"),
  watch: () => import("./src/commands/watch.ts"),
  demo: () => import("./src/commands/demo.ts"),
  doctor: () => import("./src/commands/doctor.ts"),
  audit: () => import("./src/commands/audit.ts"),
  report: () => import("./src/commands/look_back.ts"),
  pin: () => import("./src/commands/pin.ts"),
  pins: () => import("./src/commands/pins.ts"),
  unpin: () => import("./src/commands/unpin.ts"),
  checkpoint: () => import("./src/commands/checkpoint.ts"),
  handoff: () => import("./src/commands/handoff.ts"),
  resume: () => import("./src/commands/resume.ts"),
  intent: () => import("./src/commands/intent.ts"),
  account: () => import("./src/commands/account.ts"),
  switch: () => import("./src/commands/switch.ts"),
  run: () => import("./src/commands/run.ts"),
  forget: () => import("./src/commands/forget.ts"),
  install: () => import("./src/commands/install.ts"),
  uninstall: () => import("./src/commands/uninstall.ts"),
};

// Whatever the client runs must never fail in its eyes.
const RUN_BY_CLIENT = ["tap", "hook"];

async function main(host: Host, args: readonly string[]): Promise<number> {
  const verb = args[0] ?? "--help";
  const rest = args.slice(1);
  const load = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (host.seal !== null) narrow(verb, host.seal, rest[0]);
  if (load === undefined || host.seal === null || asksForHelp(rest)) {
    const { run } = await import("./src/commands/help.ts");
    return run(args, host);
  }
  const { run } = await load();
  return await run(rest, host);
}

// What stands behind `--` is another program's.
function asksForHelp(rest: readonly string[]): boolean {
  const end = rest.indexOf("--");
  return (end < 0 ? rest : rest.slice(0, end)).includes("--help");
}

async function fail(verb: string, cause: unknown): Promise<number> {
  const { explain, isUsage } = await import("./src/render/failure.ts");
  const usage = isUsage(cause);
  const dir = host.seal === null ? null : stateDir(host.seal, host.env);
  // Where a person's output went is theirs; nobody reads what the client could not be told.
  const isFault = !usage && (RUN_BY_CLIENT.includes(verb) || !(cause instanceof OutputFailure));
  if (dir !== null && isFault) recordFault(dir, host.now(), verb, cause);
  if (verb === "tap") {
    const { notice } = await import("./src/render/notice.ts");
    tell(() => host.writeOut(`${notice("failed")}\n`));
  }
  if (RUN_BY_CLIENT.includes(verb)) return 0;
  tell(() => host.writeError(`tokenroom: ${explain(cause, dir)}\n`));
  return usage ? 2 : 1;
}

function tell(write: () => void): void {
  try {
    write();
  } catch {
    // The stream itself may be what failed: nobody else is left to be told.
  }
}

const { host, args } = openMachine(Deno.args);
let code: number;
try {
  code = await main(host, args);
} catch (cause) {
  code = await fail(args[0] ?? "", cause);
}
// The database is left open on purpose: closing it would checkpoint, two syncs of the disk a tap.
Deno.exit(code);
