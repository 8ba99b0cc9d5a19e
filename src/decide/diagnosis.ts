import { DAY, type EpochSec } from "../model/units.ts";
import type { HookEntry, Inspection, Position, Refusal } from "../model/wiring.ts";
import { AGE_SILENT_SEC } from "./thresholds.ts";

/** How one client configuration directory is wired, as its files tell. */
export interface WiringFacts {
  readonly dir: string;
  readonly settings:
    | { readonly kind: "absent" }
    | { readonly kind: "unreadable" }
    | { readonly kind: "refused"; readonly refusal: Refusal }
    | {
      readonly kind: "read";
      readonly inspection: Inspection;
    };
  /** Where the client would start the MCP server: this executable, another one, or nowhere. */
  readonly server: "here" | "elsewhere" | "nowhere";
  /** When `install` last wired this directory, or null. */
  readonly installedAt: EpochSec | null;
}

/** Everything doctor looks at. */
export interface DoctorFacts {
  /** The running executable, as settings name it. */
  readonly executable: string;
  readonly wiring: readonly WiringFacts[];
  readonly store:
    | {
      readonly kind: "open";
      readonly replacedAt: EpochSec | null;
      /** Newest report of any session. */
      readonly reportedAt: EpochSec | null;
      /** Newest window figure that a response confirmed. */
      readonly figuresAt: EpochSec | null;
      readonly lastSessionHasWindows: boolean;
    }
    | { readonly kind: "newer"; readonly why: string }
    | { readonly kind: "unreadable"; readonly why: string };
  readonly strayStateDir: string | null;
  readonly silenced: boolean;
  readonly faults: { readonly count: number; readonly last: string | null };
}

/** One thing that doctor says. `problem`: the person must act. `note`: worth knowing. */
export type Finding =
  & { readonly level: "ok" | "note" | "problem" }
  & (
    | { readonly kind: "wired"; readonly dir: string }
    | { readonly kind: "not-wired"; readonly dir: string }
    | { readonly kind: "wiped"; readonly dir: string; readonly installedAt: EpochSec }
    | { readonly kind: "half-wired"; readonly dir: string; readonly missing: readonly string[] }
    | { readonly kind: "doubled"; readonly dir: string; readonly events: readonly string[] }
    | { readonly kind: "other-path"; readonly dir: string; readonly path: string }
    | { readonly kind: "foreign-statusline"; readonly dir: string }
    | {
      readonly kind: "foreign-hook";
      readonly dir: string;
      readonly event: string;
      readonly command: string;
    }
    | { readonly kind: "original"; readonly dir: string }
    | { readonly kind: "hooks-disabled"; readonly dir: string }
    | { readonly kind: "refused"; readonly dir: string; readonly refusal: Refusal }
    | { readonly kind: "skipped-by-client"; readonly dir: string; readonly from: Position }
    | { readonly kind: "unreadable"; readonly dir: string }
    | { readonly kind: "server-absent"; readonly dir: string }
    | { readonly kind: "server-elsewhere"; readonly dir: string }
    | { readonly kind: "store-open" }
    | { readonly kind: "store-replaced"; readonly at: EpochSec }
    | { readonly kind: "store-newer"; readonly why: string }
    | { readonly kind: "store-unreadable"; readonly why: string }
    | { readonly kind: "never-reported" }
    | { readonly kind: "figures-fresh"; readonly ageSec: number }
    | { readonly kind: "figures-old"; readonly ageSec: number }
    | { readonly kind: "no-windows" }
    | { readonly kind: "stray-state-dir"; readonly dir: string }
    | { readonly kind: "silenced" }
    | { readonly kind: "faults"; readonly count: number; readonly last: string }
    | { readonly kind: "no-config" }
  );

// A store replaced longer ago is history; nobody needs to act on it.
const REPLACED_SHOWN_SEC = 7 * DAY;

/** What doctor finds in these facts, most basic first. */
export function diagnose(facts: DoctorFacts, now: EpochSec): Finding[] {
  const findings = facts.wiring.flatMap((wiring) => diagnoseWiring(wiring, facts.executable));
  if (facts.wiring.length === 0) findings.push({ level: "problem", kind: "no-config" });
  findings.push(...diagnoseStore(facts.store, now));
  if (facts.strayStateDir !== null) {
    findings.push({ level: "problem", kind: "stray-state-dir", dir: facts.strayStateDir });
  }
  if (facts.silenced) findings.push({ level: "note", kind: "silenced" });
  if (facts.faults.last !== null) {
    const { count, last } = facts.faults;
    findings.push({ level: "problem", kind: "faults", count, last });
  }
  return findings;
}

function diagnoseWiring(facts: WiringFacts, executable: string): Finding[] {
  const { dir, settings } = facts;
  if (settings.kind === "unreadable") return [{ level: "problem", kind: "unreadable", dir }];
  if (settings.kind === "refused") {
    return [{ level: "problem", kind: "refused", dir, refusal: settings.refusal }];
  }
  if (settings.kind === "absent" || !hasAnyOfOurs(settings.inspection)) {
    if (settings.kind === "read" && hasOriginal(settings.inspection)) {
      return [{ level: "problem", kind: "original", dir }];
    }
    return [
      facts.installedAt === null
        ? { level: "problem", kind: "not-wired", dir }
        : { level: "problem", kind: "wiped", dir, installedAt: facts.installedAt },
    ];
  }
  const findings = diagnoseEntries(dir, settings.inspection, executable);
  if (facts.server === "nowhere") findings.push({ level: "problem", kind: "server-absent", dir });
  if (facts.server === "elsewhere") {
    findings.push({ level: "problem", kind: "server-elsewhere", dir });
  }
  return findings;
}

function diagnoseEntries(
  dir: string,
  inspection: Inspection,
  executable: string,
): Finding[] {
  const { statusLine, hooks, missingEvents } = inspection;
  const ours = hooks.filter((hook) => hook.owner === "ours");
  const findings: Finding[] = [];
  const called = new Set([
    ...ours.flatMap((hook) => hook.executable ?? []),
    ...(statusLine.kind === "ours" ? [statusLine.executable] : []),
  ]);
  for (const path of called) {
    if (path === executable) continue;
    findings.push({ level: "problem", kind: "other-path", dir, path });
  }
  if (statusLine.kind === "foreign") {
    findings.push({ level: "problem", kind: "foreign-statusline", dir });
  }
  const missing = [...(statusLine.kind === "absent" ? ["statusLine"] : []), ...missingEvents];
  if (missing.length > 0) findings.push({ level: "problem", kind: "half-wired", dir, missing });
  const doubled = repeated(ours);
  if (doubled.length > 0) {
    findings.push({ level: "problem", kind: "doubled", dir, events: doubled });
  }
  if (hasOriginal(inspection)) findings.push({ level: "problem", kind: "original", dir });
  if (inspection.allHooksDisabled) findings.push({ level: "problem", kind: "hooks-disabled", dir });
  if (inspection.skippedFrom !== null) {
    const from = inspection.skippedFrom;
    findings.push({ level: "problem", kind: "skipped-by-client", dir, from });
  }
  if (findings.length === 0) findings.push({ level: "ok", kind: "wired", dir });
  const events = new Set(ours.map((hook) => hook.event));
  for (const { owner, event, command } of hooks) {
    if (owner !== "foreign" || !events.has(event)) continue;
    findings.push({ level: "note", kind: "foreign-hook", dir, event, command });
  }
  return findings;
}

function hasAnyOfOurs({ statusLine, hooks }: Inspection): boolean {
  return statusLine.kind === "ours" || statusLine.kind === "custom" ||
    hooks.some((hook) => hook.owner === "ours");
}

function hasOriginal({ statusLine, hooks }: Inspection): boolean {
  return statusLine.kind === "original" || hooks.some((hook) => hook.owner === "original");
}

function repeated(hooks: readonly HookEntry[]): string[] {
  const events = hooks.map((hook) => hook.event);
  return [...new Set(events.filter((event, index) => events.indexOf(event) !== index))];
}

function diagnoseStore(store: DoctorFacts["store"], now: EpochSec): Finding[] {
  if (store.kind === "newer") return [{ level: "problem", kind: "store-newer", why: store.why }];
  if (store.kind === "unreadable") {
    return [{ level: "problem", kind: "store-unreadable", why: store.why }];
  }
  const findings: Finding[] = [];
  if (store.replacedAt !== null && now - store.replacedAt < REPLACED_SHOWN_SEC) {
    findings.push({ level: "note", kind: "store-replaced", at: store.replacedAt });
  } else findings.push({ level: "ok", kind: "store-open" });
  if (store.reportedAt === null) return [...findings, { level: "note", kind: "never-reported" }];
  if (store.figuresAt === null || !store.lastSessionHasWindows) {
    return [...findings, { level: "note", kind: "no-windows" }];
  }
  const ageSec = now - store.figuresAt;
  const old = ageSec > AGE_SILENT_SEC;
  findings.push(
    old
      ? { level: "note", kind: "figures-old", ageSec }
      : { level: "ok", kind: "figures-fresh", ageSec },
  );
  return findings;
}
