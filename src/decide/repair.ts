import type { Finding } from "./finding.ts";

const ANSWERED = [
  "wiped",
  "half-wired",
  "mismatched",
  "doubled",
  "other-path",
  "server-absent",
  "server-elsewhere",
  "client-gap",
  "skill",
  "memory",
] as const;

/** Findings about the wiring that doctor puts right. */
export type Answered = typeof ANSWERED[number];

/** Something that doctor can put right by itself, with the kinds of findings that it answers. */
export type Repair =
  | { readonly kind: "wiring"; readonly dir: string; readonly answers: readonly Answered[] }
  | { readonly kind: "store" }
  | { readonly kind: "notes"; readonly aside: string }
  | { readonly kind: "leftovers" }
  | { readonly kind: "state-open"; readonly path: string };

// What somebody chose stays with them: a directory that was never wired or was unwired, a statusline
// of the person's own, a skill that they changed, settings that they have to mend.
function isOurs(finding: Finding): finding is Finding & { readonly kind: Answered } {
  if (finding.kind === "skill") return finding.state === "absent" || finding.state === "outdated";
  if (finding.kind === "memory") return finding.state === "outdated";
  return ANSWERED.some((kind) => kind === finding.kind);
}

/** What of the findings doctor puts right: one repair a directory, then what lies in our own. */
export function decideRepairs(findings: readonly Finding[]): Repair[] {
  const dirs = new Map<string, Answered[]>();
  const own: Repair[] = [];
  for (const finding of findings) {
    if (finding.kind === "store-damaged") own.push({ kind: "store" });
    if (finding.kind === "store-replaced" && finding.aside !== null) {
      own.push({ kind: "notes", aside: finding.aside });
    }
    if (finding.kind === "leftovers") own.push({ kind: "leftovers" });
    if (finding.kind === "state-open") own.push({ kind: "state-open", path: finding.path });
    if (!("dir" in finding) || !isOurs(finding)) continue;
    dirs.set(finding.dir, [...dirs.get(finding.dir) ?? [], finding.kind]);
  }
  const wiring = [...dirs].map(([dir, answers]): Repair => ({ kind: "wiring", dir, answers }));
  return [...wiring, ...own];
}

/** What of a repair's findings is there still, after it: nothing where it answers none. */
export function unanswered(repair: Repair, findings: readonly Finding[]): Answered[] {
  if (repair.kind !== "wiring") return [];
  const there = new Set<Finding["kind"]>(
    findings.flatMap((each) => "dir" in each && each.dir === repair.dir ? [each.kind] : []),
  );
  return repair.answers.filter((kind) => there.has(kind));
}
