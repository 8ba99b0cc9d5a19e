import { asFlag, asNumber, asRecord } from "./decode.ts";

/** How talkative tokenroom is; never what it says. */
export type Mode = "performance" | "ondemand" | "powersave";

/** The person's settings, from `config.json` in the state directory. */
export interface Config {
  readonly stampEnabled: boolean;
  readonly mode: Mode;
  /** Null: every prompt is stamped. A number: quota only at or below this percent left. */
  readonly criticalPct: number | null;
  /** Percent of the context window at which it ends, where the client's own point is not known. */
  readonly ceilingPct: number | null;
  /** Minutes before a reset in which auto-compaction is blocked; null: never. */
  readonly compactGuardMin: number | null;
  readonly launchGate: boolean;
  readonly hud: boolean;
  readonly weeklyWarning: boolean;
}

export const DEFAULT_CONFIG: Config = {
  stampEnabled: true,
  mode: "ondemand",
  criticalPct: null,
  ceilingPct: null,
  compactGuardMin: null,
  launchGate: false,
  hud: true,
  weeklyWarning: true,
};

/** Settings as decoded, and what is wrong with the file: one complaint a bad key. */
export interface DecodedConfig {
  readonly config: Config;
  readonly complaints: readonly Complaint[];
}

/** A key whose value cannot be used; its default holds. */
export interface Complaint {
  readonly key: string;
  readonly expected: string;
}

interface Field<T> {
  readonly into: keyof Config;
  readonly expected: string;
  /** The value, or undefined when it is none. */
  readonly decode: (value: unknown) => T | undefined;
}

const FIELDS: Readonly<Record<string, Field<boolean | number | string | null>>> = {
  stamp_enabled: flag("stampEnabled"),
  mode: {
    into: "mode",
    expected: "performance, ondemand or powersave",
    decode: (value) =>
      value === "performance" || value === "ondemand" || value === "powersave" ? value : undefined,
  },
  critical_pct: number("criticalPct", 0, 100),
  ceiling_pct: number("ceilingPct", 1, 100),
  compact_guard_min: number("compactGuardMin", 1, 300),
  launch_gate: flag("launchGate"),
  hud: flag("hud"),
  weekly_warning: flag("weeklyWarning"),
};

function flag(into: keyof Config): Field<boolean> {
  return { into, expected: "true or false", decode: (value) => asFlag(value) ?? undefined };
}

function number(into: keyof Config, min: number, max: number): Field<number | null> {
  return {
    into,
    expected: `null or a number from ${min} to ${max}`,
    decode: (value) => {
      if (value === null) return null;
      const parsed = typeof value === "number" ? asNumber(value) : null;
      return parsed !== null && parsed >= min && parsed <= max ? parsed : undefined;
    },
  };
}

/** Settings from JSON; null (no file) gives the defaults. Never throws. */
export function decodeConfig(raw: unknown): DecodedConfig {
  const file = asRecord(raw);
  if (file === null) {
    const complaints = raw === null ? [] : [{ key: "config.json", expected: "a JSON object" }];
    return { config: DEFAULT_CONFIG, complaints };
  }
  const found: Record<string, unknown> = { ...DEFAULT_CONFIG };
  const complaints: Complaint[] = [];
  for (const [key, value] of Object.entries(file)) {
    const field = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
    const decoded = field?.decode(value);
    if (field === undefined) complaints.push({ key, expected: "no such key" });
    else if (decoded === undefined) complaints.push({ key, expected: field.expected });
    else found[field.into] = decoded;
  }
  return { config: found as unknown as Config, complaints };
}
