import { namesOf, verbOf, WIRED_EVENTS } from "../../clients/claude_code/wiring.ts";
import { type Granted, keepsOf, narrow, readGranted } from "../../io/permissions.ts";
import type { Seal } from "../../io/seal.ts";
import { COMMANDS } from "../../render/command_specs.ts";
import type { PermissionRow } from "../../render/doctor.ts";

/** Commands that may do the same. */
interface Group {
  readonly commands: string[];
  readonly verb: string;
  readonly event: string;
}

const VERBS = COMMANDS.map(({ verb }) => verb).filter((verb) => verb !== "doctor");
const EVENTS = WIRED_EVENTS.flatMap(namesOf).map(verbOf);

/**
 * What each command may do, asked of the runtime. This process gives up, for good, what each group
 * of commands gives up, those that keep most first.
 */
export function readPermissions(seal: Seal): PermissionRow[] {
  const start = readGranted(seal);
  return groups().map(({ commands, verb, event }) => {
    const { settings, run } = keepsOf(verb, event);
    if (settings) return { commands: commands.join(", "), ...withRuns(start, run) };
    narrow(verb, seal, event);
    const granted = readGranted(seal);
    // One keeps git and another the client: each gives up what the other keeps.
    const runs = run.length === 0 ? granted.runs : withRuns(start, run).runs;
    return { commands: commands.join(", "), ...granted, runs };
  });
}

// What writes settings keeps a program that others, which come later, give up, and the reverse: of
// the programs this is what the runtime granted, less what `narrow` takes.
function withRuns(granted: Granted, kept: readonly string[]): Granted {
  return { ...granted, runs: granted.runs.filter((command) => kept.includes(command)) };
}

function groups(): Group[] {
  const found = new Map<string, Group>();
  const add = (verb: string, event: string) => {
    const key = JSON.stringify(keepsOf(verb, event));
    const group = found.get(key) ?? { commands: [], verb, event };
    const name = event === "" ? verb : `${verb} ${event}`;
    // An event that may do what its verb may goes without saying.
    if (event === "" || !group.commands.includes(verb)) group.commands.push(name);
    found.set(key, group);
  };
  for (const verb of VERBS) add(verb, "");
  for (const event of EVENTS) add("hook", event);
  const power = ({ verb, event }: Group) => {
    const { settings, run, onlyReads } = keepsOf(verb, event);
    return (settings ? 10 : 0) + run.length - (onlyReads === true ? 1 : 0);
  };
  return [...found.values()].toSorted((a, b) => power(b) - power(a));
}
