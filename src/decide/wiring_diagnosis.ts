import type { Inspection } from "../model/wiring.ts";
import type { Finding, ForeignHook, WiringFacts } from "./finding.ts";

/** What there is around the directory that is looked at. */
export interface Surroundings {
  /** The running executable, as settings name it. */
  readonly executable: string;
  readonly sealedState: string;
  readonly clientVersion: string | null;
  /** Whether another configuration directory calls us. */
  readonly isWiredElsewhere: boolean;
}

/** Whether a configuration directory calls us anywhere. */
export function callsUs({ settings }: WiringFacts): boolean {
  return settings.kind === "read" && hasAnyOfOurs(settings.inspection);
}

/** What doctor finds in one configuration directory: problems first, then what is well, then notes. */
export function diagnoseWiring(facts: WiringFacts, around: Surroundings): Finding[] {
  const { dir, path, settings } = facts;
  if (settings.kind === "failed") return [diagnoseFailure(dir, path, settings, around)];
  if (settings.kind === "refused") {
    return [{ level: "problem", kind: "refused", dir, path, refusal: settings.refusal }];
  }
  if (settings.kind === "absent") return [diagnoseUnwired(facts, around)];
  if (!hasAnyOfOurs(settings.inspection)) {
    // First what would make any wiring void.
    return [...diagnoseSyntax(facts, settings.inspection), diagnoseUnwired(facts, around)];
  }
  const problems = diagnoseEntries(facts, settings.inspection, around);
  const [server, gaps] = [diagnoseServer(facts), diagnoseGaps(facts, around)];
  const hooks = settings.inspection.hooks.filter((hook) => hook.owner === "ours").length;
  const hasServer = facts.server.kind === "here";
  return [
    ...problems,
    ...server,
    ...diagnoseSkill(facts),
    ...gaps.filter((gap) => gap.level === "problem"),
    ...(problems.length > 0
      ? []
      : [{ level: "ok", kind: "wired", dir, hooks, hasServer } satisfies Finding]),
    ...gaps.filter((gap) => gap.level === "note"),
    ...diagnoseNeighbours(dir, settings.inspection),
    ...diagnoseMemory(facts),
    ...diagnoseSaid(facts),
  ];
}

function diagnoseFailure(
  dir: string,
  path: string,
  { problem, detail }: Extract<WiringFacts["settings"], { kind: "failed" }>,
  { isWiredElsewhere }: Surroundings,
): Finding {
  if (problem === "no_directory") {
    return { level: isWiredElsewhere ? "note" : "problem", kind: "no-directory", dir };
  }
  if (problem === "not_sealed") return { level: "problem", kind: "settings-moved", dir, path };
  return { level: "problem", kind: "settings-unreadable", dir, path, problem, detail };
}

function diagnoseUnwired(
  { dir, settings, installedAt }: WiringFacts,
  { sealedState, isWiredElsewhere }: Surroundings,
): Finding {
  if (settings.kind === "read" && hasOriginal(settings.inspection)) {
    return { level: "problem", kind: "original", dir };
  }
  if (installedAt === null) {
    return { level: isWiredElsewhere ? "note" : "problem", kind: "not-wired", dir };
  }
  const [isGone, backups] = [settings.kind === "absent", `${sealedState}/backups`];
  return { level: "problem", kind: "wiped", dir, installedAt, isGone, backups };
}

function diagnoseSyntax({ dir, path }: WiringFacts, { skippedFrom }: Inspection): Finding[] {
  return skippedFrom === null
    ? []
    : [{ level: "problem", kind: "skipped-by-client", dir, path, from: skippedFrom }];
}

function diagnoseEntries(
  facts: WiringFacts,
  inspection: Inspection,
  { executable }: Surroundings,
): Finding[] {
  const { dir, path } = facts;
  const { statusLine, hooks, missingEvents, mismatchedEvents, doubledEvents } = inspection;
  const problems = diagnoseSyntax(facts, inspection);
  if (inspection.allHooksDisabled) {
    problems.push({ level: "problem", kind: "hooks-disabled", dir, path });
  }
  const called = new Set([
    ...hooks.flatMap((hook) => hook.executable ?? []),
    ...(statusLine.kind === "ours" ? [statusLine.executable] : []),
  ]);
  for (const other of called) {
    if (other === executable) continue;
    problems.push({ level: "problem", kind: "other-path", dir, path: other });
  }
  if (statusLine.kind === "foreign") {
    problems.push({ level: "problem", kind: "foreign-statusline", dir });
  }
  const missing = [...(statusLine.kind === "absent" ? ["statusLine"] : []), ...missingEvents];
  if (missing.length > 0) problems.push({ level: "problem", kind: "half-wired", dir, missing });
  if (mismatchedEvents.length > 0) {
    problems.push({ level: "problem", kind: "mismatched", dir, events: mismatchedEvents });
  }
  if (doubledEvents.length > 0) {
    problems.push({ level: "problem", kind: "doubled", dir, events: doubledEvents });
  }
  if (hasOriginal(inspection)) problems.push({ level: "problem", kind: "original", dir });
  return problems;
}

function diagnoseServer({ dir, server }: WiringFacts): Finding[] {
  switch (server.kind) {
    case "here":
      return [];
    case "elsewhere":
      return [{ level: "problem", kind: "server-elsewhere", dir, command: server.command }];
    case "nowhere":
      return [{ level: "problem", kind: "server-absent", dir, line: server.line }];
    case "unreadable":
      return [{ level: "problem", kind: "client-file-damaged", dir, path: server.path }];
  }
}

// What the person made of it is theirs; an old or absent one is not what anybody chose.
function diagnoseSkill({ dir, skill }: WiringFacts): Finding[] {
  if (skill === "current") return [];
  const level = skill === "absent" || skill === "outdated" ? "problem" : "note";
  return [{ level, kind: "skill", dir, state: skill }];
}

// One line that helps; without it the skill is still listed.
function diagnoseMemory({ dir, memory }: WiringFacts): Finding[] {
  return memory === "current" || memory === "declined"
    ? []
    : [{ level: "note", kind: "memory", dir, state: memory }];
}

function diagnoseGaps({ dir, settings }: WiringFacts, { clientVersion }: Surroundings): Finding[] {
  if (settings.kind !== "read" || clientVersion === null) return [];
  return settings.gaps.map((gap) => ({
    // Hooks that the client cannot start are broken; the others come one way or the other.
    level: gap === "exec-form" ? "problem" : "note",
    kind: "client-gap",
    dir,
    gap,
    version: clientVersion,
  }));
}

function diagnoseNeighbours(dir: string, { hooks }: Inspection): Finding[] {
  const ours = new Set(hooks.filter((hook) => hook.owner === "ours").map((hook) => hook.event));
  const foreign: ForeignHook[] = hooks
    .filter((hook) => hook.owner === "foreign" && ours.has(hook.event))
    .map(({ event, command }) => ({ event, command }));
  return foreign.length === 0
    ? []
    : [{ level: "note", kind: "foreign-hooks", dir, hooks: foreign }];
}

function diagnoseSaid({ dir, path, settings }: WiringFacts): Finding[] {
  if (settings.kind !== "read") return [];
  const { tokensLeft, compactsNever } = settings.said;
  const findings: Finding[] = [];
  if (tokensLeft === "made-up" || tokensLeft === null) {
    findings.push({ level: "note", kind: "token-count", dir, path, tokensLeft });
  }
  if (compactsNever) findings.push({ level: "note", kind: "compaction-off", dir });
  return findings;
}

function hasAnyOfOurs({ statusLine, hooks }: Inspection): boolean {
  return statusLine.kind === "ours" || statusLine.kind === "custom" ||
    hooks.some((hook) => hook.owner === "ours");
}

function hasOriginal({ statusLine, hooks }: Inspection): boolean {
  return statusLine.kind === "original" || hooks.some((hook) => hook.owner === "original");
}
