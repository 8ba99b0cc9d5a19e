// The seal: where this executable may read and write. `deno compile` bakes permissions in as plain
// text, so the build compiles placeholder paths of one fixed length ("slots") and the installer
// overwrites them with the person's real paths, padded by slashes. The same slots stand in the
// embedded arguments: the program learns its directories from what it is allowed to touch.

/** Bytes of one slot. Longer paths are refused by the installer. */
export const SLOT_LENGTH = 400;

/** Client configuration directories one executable can serve. */
export const CONFIG_SLOTS = 4;

/** What a placeholder starts with; a slot that still starts so was never sealed. */
export const UNSEALED_PREFIX = "/__tokenroom_unsealed_";

/** Access each kind of slot is compiled with. */
export type SlotAccess = "read" | "write" | "read-write";

/** One placeholder path. */
export interface Slot {
  readonly name: string;
  readonly access: SlotAccess;
}

/** Paths of one client configuration directory. */
export interface SealedConfig {
  /** The directory, `~/.claude` by default. */
  readonly dir: string;
  /** `settings.json`, with symbolic links resolved. */
  readonly settings: string;
  /** `CLAUDE.md`, with symbolic links resolved. */
  readonly memory: string;
  /** The directory of the tokenroom skill. */
  readonly skill: string;
  /** The client's own state file, `~/.claude.json` by default; read only. */
  readonly client: string;
}

/** Everything the seal tells. */
export interface Seal {
  readonly state: string;
  readonly configs: readonly SealedConfig[];
}

const CONFIG_PARTS: readonly Slot[] = [
  { name: "config", access: "read" },
  { name: "settings", access: "read-write" },
  { name: "settings_new", access: "read-write" },
  { name: "memory", access: "read-write" },
  { name: "memory_new", access: "read-write" },
  { name: "skill", access: "read-write" },
  { name: "client", access: "read" },
];

/** Every slot, in the order in which the build embeds them. */
export function allSlots(): Slot[] {
  const slots: Slot[] = [{ name: "state", access: "read-write" }];
  for (let index = 1; index <= CONFIG_SLOTS; index++) {
    for (const part of CONFIG_PARTS) {
      slots.push({ name: `${part.name}${index}`, access: part.access });
    }
  }
  return slots;
}

/** The placeholder of a slot: exactly `SLOT_LENGTH` ASCII characters, an absolute path. */
export function placeholder(name: string): string {
  return `${UNSEALED_PREFIX}${name}_`.padEnd(SLOT_LENGTH, "0");
}

/** The path beside a file under which its replacement is written before the rename. */
export function replacementOf(path: string): string {
  return `${path}.tokenroom-new`;
}

const ARGUMENT = "--slot-";

/** The embedded argument that carries a slot. */
export function slotArgument(name: string): string {
  return `${ARGUMENT}${name}=${placeholder(name)}`;
}

/** Splits embedded slot arguments from the person's own. */
export function readSlots(args: readonly string[]): { slots: Map<string, string>; rest: string[] } {
  const slots = new Map<string, string>();
  let index = 0;
  for (; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (!arg.startsWith(ARGUMENT)) break;
    const equals = arg.indexOf("=");
    slots.set(arg.slice(ARGUMENT.length, equals), trimSlashes(arg.slice(equals + 1)));
  }
  return { slots, rest: args.slice(index) };
}

/** The seal that slots describe, or null when the executable was never sealed. */
export function readSeal(slots: ReadonlyMap<string, string>): Seal | null {
  const state = slots.get("state");
  if (state === undefined || state.startsWith(UNSEALED_PREFIX)) return null;
  const configs: SealedConfig[] = [];
  for (let index = 1; index <= CONFIG_SLOTS; index++) {
    const part = (name: string) => slots.get(`${name}${index}`) ?? "";
    const dir = part("config");
    // The installer points unused slots into the state directory: harmless, and no configuration.
    if (dir === "" || dir.startsWith(UNSEALED_PREFIX) || dir.startsWith(`${state}/`)) continue;
    configs.push({
      dir,
      settings: part("settings"),
      memory: part("memory"),
      skill: part("skill"),
      client: part("client"),
    });
  }
  return { state, configs };
}

// The padding is found by a search, not by a loop: 11,000 turns would wake the optimizing compiler,
// which costs a tap 2 ms and 5 MB.
function trimSlashes(path: string): string {
  const padding = path.indexOf("//");
  const end = padding > 0 ? padding : path.length;
  return end > 1 && path.endsWith("/", end) ? path.slice(0, end - 1) : path.slice(0, end);
}
