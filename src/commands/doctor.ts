import { diagnose } from "../decide/diagnosis.ts";
import type { Finding } from "../decide/finding.ts";
import { decideRepairs, unanswered } from "../decide/repair.ts";
import { terminalColumns } from "../io/columns.ts";
import type { Command, Host } from "../io/host.ts";
import type { Seal } from "../io/seal.ts";
import { stateDir } from "../io/state_dir.ts";
import { type PermissionRow, renderDoctor } from "../render/doctor.ts";
import { sayFinding } from "../render/finding.ts";
import { renderJson, respell } from "../render/json.ts";
import { renderRepairs, type Repaired } from "../render/repair.ts";
import { parseArguments } from "./arguments.ts";
import { takesColour } from "./colour.ts";
import { noteLogins } from "./client_logins.ts";
import { readClientVersion } from "./client_version.ts";
import { readFacts } from "./doctor/facts.ts";
import { readPermissions } from "./doctor/permissions.ts";
import { doRepair } from "./doctor/repair.ts";

/** Says what does not work and what to do about it. Exits 1 when something needs the person. */
export const run: Command = async (args, host) => {
  const options = parseArguments("doctor", args);
  const { seal } = host;
  if (seal === null) return 1;
  const now = host.now();
  // One directory has nothing to be compared with.
  if (seal.configs.length > 1) await noteLogins(seal, host);
  const look = async () => diagnose(readFacts(seal, await readClientVersion(host.env), host), now);
  let findings = await look();
  let repaired: Repaired[] = [];
  if (options.has("fix")) {
    for (const repair of decideRepairs(findings)) repaired.push(await doRepair(repair, host));
    if (repaired.length > 0) findings = await look();
    repaired = repaired.flatMap((each) => asFound(each, findings));
  }
  // Last: it gives up what a repair needs.
  const permissions = readPermissions(seal);
  if (options.has("json")) host.writeOut(asJson(findings, permissions, repaired, seal, host));
  else {
    const colour = takesColour(host);
    const width = host.isTerminal("out") ? terminalColumns() : null;
    const style = { colour, zone: host.zone, home: host.env.HOME ?? null, width };
    if (options.has("fix")) host.writeOut(renderRepairs(repaired, style));
    host.writeOut(renderDoctor(findings, permissions, now, style));
  }
  return hasProblem(findings) ? 1 : 0;
};

// A repair may end well and leave a part undone: where there is no client, its server stays unregistered.
function asFound(repaired: Repaired, findings: readonly Finding[]): Repaired[] {
  const { repair } = repaired;
  const left = unanswered(repair, findings);
  if (repair.kind !== "wiring" || left.length === 0) return [repaired];
  const failed = { ...repaired, repair: { ...repair, answers: left }, isDone: false };
  const done = repair.answers.filter((kind) => !left.includes(kind));
  if (done.length === 0) return [failed];
  return [{ ...repaired, repair: { ...repair, answers: done } }, { ...failed, said: "" }];
}

function hasProblem(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.level === "problem");
}

function asJson(
  findings: readonly Finding[],
  permissions: readonly PermissionRow[],
  repaired: readonly Repaired[],
  seal: Seal,
  host: Host,
): string {
  const report = {
    build: host.build,
    executable: host.executable,
    stateDir: stateDir(seal, host.env),
    healthy: !hasProblem(findings),
    findings: findings.map((each) => ({ ...each, ...sayFinding(each, host.now(), host.zone) })),
    repairs: repaired.map(({ repair, isDone, said }) => ({ ...repair, isDone, said })),
    permissions,
  };
  return renderJson(respell(report));
}
