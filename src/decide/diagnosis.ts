import { DAY, type EpochSec } from "../model/units.ts";
import type { DoctorFacts, Finding, StoreFacts } from "./finding.ts";
import { diagnoseHealth } from "./health_diagnosis.ts";
import { AGE_SILENT_SEC } from "./thresholds.ts";
import { callsUs, diagnoseWiring } from "./wiring_diagnosis.ts";

// A store replaced longer ago is history; nobody needs to act on it.
const REPLACED_SHOWN_SEC = 7 * DAY;

/** What doctor finds in these facts, most basic first. */
export function diagnose(facts: DoctorFacts, now: EpochSec): Finding[] {
  const { wiring, clientVersion, complaints, strayStateDir, sealedState, faults } = facts;
  const { stateDir, unwritable } = facts;
  const findings: Finding[] = wiring.flatMap((each) =>
    diagnoseWiring(each, {
      ...facts,
      isWiredElsewhere: wiring.some((other) => other !== each && callsUs(other)),
    })
  );
  if (wiring.length === 0) findings.push({ level: "problem", kind: "no-config" });
  findings.push(
    clientVersion === null
      ? { level: "note", kind: "client-unseen" }
      : { level: "ok", kind: "client", version: clientVersion },
  );
  if (unwritable !== null) {
    findings.push({ level: "problem", kind: "state-unwritable", path: stateDir, ...unwritable });
  }
  // What cannot be written cannot be opened either: one cause, said once.
  if (unwritable === null || facts.store.kind !== "unreadable") {
    findings.push(...diagnoseStore(facts.store, now));
  }
  findings.push(...diagnoseHealth(facts.health, now));
  for (const { key, expected } of complaints) {
    const path = `${stateDir}/config.json`;
    findings.push({ level: "problem", kind: "complaint", path, key, expected });
  }
  if (strayStateDir !== null) {
    const [path, used] = [strayStateDir, sealedState];
    findings.push({ level: "problem", kind: "stray-state-dir", path, used });
  }
  if (facts.silenced) findings.push({ level: "note", kind: "silenced" });
  if (faults.last !== null) {
    const { at: lastAt, text: last } = faults.last;
    findings.push({ level: "problem", kind: "faults", count: faults.count, lastAt, last });
  }
  return findings;
}

function diagnoseStore(store: StoreFacts, now: EpochSec): Finding[] {
  if (store.kind === "newer") return [{ level: "problem", kind: "store-newer", why: store.why }];
  if (store.kind === "unreadable") {
    return [{ level: "problem", kind: "store-unreadable", why: store.why }];
  }
  const { replacedAt, aside } = store;
  const isNews = replacedAt !== null && now - replacedAt < REPLACED_SHOWN_SEC;
  return [
    ...(isNews
      ? [{ level: "note", kind: "store-replaced", at: replacedAt, aside } satisfies Finding]
      : []),
    diagnoseFigures(store, now),
  ];
}

function diagnoseFigures(
  { newest, figuresAt }: Extract<StoreFacts, { kind: "open" }>,
  now: EpochSec,
): Finding {
  if (newest === null) return { level: "note", kind: "never-reported" };
  if (!newest.hasAccount && newest.hasAnswered) return { level: "note", kind: "no-windows" };
  if (figuresAt === null) return { level: "note", kind: "no-figures" };
  const ageSec = Math.max(0, now - figuresAt);
  return ageSec > AGE_SILENT_SEC
    ? { level: "note", kind: "figures-old", ageSec }
    : { level: "ok", kind: "figures-fresh", ageSec };
}
