import type { ContextSettings } from "../../model/context.ts";
import { asCount, asFlag, asRecord } from "../../model/decode.ts";

/** The variables of the client that move compaction. */
export interface ContextVariables {
  readonly CLAUDE_CODE_AUTO_COMPACT_WINDOW?: string;
  readonly CLAUDE_AUTOCOMPACT_PCT_OVERRIDE?: string;
  readonly CLAUDE_CODE_MAX_OUTPUT_TOKENS?: string;
  readonly DISABLE_AUTO_COMPACT?: string;
  readonly DISABLE_COMPACT?: string;
}

// The least window the client takes: it raises a smaller one from the environment to this many
// tokens, and ignores a smaller one in settings.
const MIN_WINDOW_TOKENS = 100_000;

/** Compaction settings in the client's own order: environment, then the model's, then general. */
export function decodeContextSettings(
  settings: unknown,
  env: ContextVariables,
  modelId: string | null,
): ContextSettings {
  const root = asRecord(settings);
  return {
    windowTokens: envWindow(env.CLAUDE_CODE_AUTO_COMPACT_WINDOW) ??
      settingsWindow(root?.modelSettings, root?.autoCompactWindow, modelId),
    outputTokens: outputTokens(env.CLAUDE_CODE_MAX_OUTPUT_TOKENS),
    thresholdPct: threshold(env.CLAUDE_AUTOCOMPACT_PCT_OVERRIDE),
    compacts: asFlag(root?.autoCompactEnabled) !== false &&
      !isOn(env.DISABLE_AUTO_COMPACT) && !isOn(env.DISABLE_COMPACT),
  };
}

const SIZE = /^(\d+(?:\.\d+)?)([km]?)$/i;
const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1_000, m: 1_000_000 };

// `300000`, `300k` and `0.3m` are one size for the client.
function envWindow(text: string | undefined): number | null {
  const [, digits, unit] = SIZE.exec(text?.trim() ?? "") ?? [];
  const tokens = asCount(Number(digits) * (UNITS[unit?.toLowerCase() ?? ""] ?? 1));
  return tokens === null || tokens === 0 ? null : Math.max(MIN_WINDOW_TOKENS, tokens);
}

function settingsWindow(models: unknown, general: unknown, modelId: string | null): number | null {
  const own = modelId === null ? null : modelWindow(models, canonicalModel(modelId));
  // `auto` for a model switches the general setting off for it.
  return own === "auto" ? null : own ?? windowOf(general);
}

// A model has several spellings; its plain name wins over the others.
function modelWindow(models: unknown, model: string): number | "auto" | null {
  let found: number | "auto" | null = null;
  for (const [key, value] of Object.entries(asRecord(models) ?? {})) {
    const setting = asRecord(value)?.autoCompactWindow;
    const window = setting === "auto" ? "auto" : windowOf(setting);
    if (window === null || canonicalModel(key) !== model) continue;
    if (key === model) return window;
    found ??= window;
  }
  return found;
}

/** `claude-haiku-4-5` for its dated, long-context, Bedrock and Vertex spellings. */
function canonicalModel(id: string): string {
  return id.toLowerCase().replace(/^.*anthropic\./, "").replace(/\[1m\]$/, "")
    .replace(/-v\d+(:\d+)?$/, "").replace(/[-@]\d{8}$/, "");
}

function windowOf(value: unknown): number | null {
  const tokens = typeof value === "number" ? asCount(value) : null;
  return tokens === null || tokens < MIN_WINDOW_TOKENS ? null : tokens;
}

// The client reads the leading number, so `50%` is 50 for it.
function threshold(text: string | undefined): number | null {
  const pct = Number.parseFloat(text ?? "");
  return pct > 0 && pct <= 100 ? pct : null;
}

// How the client reads what is not all digits is not known: it counts as unset.
function outputTokens(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text.trim()) ? Number(text) : null;
}

// The client's own list; any other word leaves compaction on.
const ON: readonly string[] = ["1", "true", "yes", "on"];

function isOn(value: string | undefined): boolean {
  return value !== undefined && ON.includes(value.toLowerCase().trim());
}
