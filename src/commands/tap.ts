import { decodePayload } from "../clients/claude_code/payload.ts";
import { decideHud, type View } from "../decide/hud.ts";
import { recordFault } from "../io/faults.ts";
import type { Command, Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { ensureDir, replaceFile } from "../io/state_file.ts";
import { HOOK_BUSY_MS, openStore, type Store } from "../io/store/database.ts";
import { appendEntry } from "../io/store/entries.ts";
import { parseJson } from "../model/decode.ts";
import { decodeState, encodeState } from "../model/resource_state.ts";
import type { Session } from "../model/session.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { renderHud } from "../render/hud.ts";
import { notice } from "../render/tap.ts";
import { storeReport } from "./report.ts";
import { readSituation, type Situation } from "./situation.ts";

// Far above any real payload (2 kB); a payload of some megabytes is still read whole.
const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;

/** Reads one statusline payload, stores it and prints the HUD. Exits 0 whatever it is fed. */
export const run: Command = async (args, host) => {
  if (host.isTerminal("in")) {
    host.writeOut(`${notice("terminal")}\n`);
    return 0;
  }
  if (args.includes("--stream")) {
    const { tapStream } = await import("./tap_stream.ts");
    tapStream(host);
    return 0;
  }
  const bytes = host.readInput(MAX_PAYLOAD_BYTES);
  const line = describe(bytes, args.includes("--capture"), host);
  if (!args.includes("--tee")) host.writeOut(`${line}\n`);
  else {
    // The HUD goes first: whoever stands behind the pipe prints its own row when it has read us.
    if (args.includes("--hud-to-stderr")) host.writeError(`${line}\n`);
    host.writeBytes(bytes);
  }
  return 0;
};

function describe(bytes: Uint8Array, capture: boolean, host: Host): string {
  const text = new TextDecoder().decode(bytes);
  const raw = parseJson(text);
  const snapshot = decodePayload(raw) ?? decodeState(raw);
  if (snapshot === null) return notice(bytes.length === 0 ? "empty" : "unreadable");
  const view = remember(snapshot, capture ? text : null, host) ?? fromSnapshot(snapshot, host);
  const style = { colour: host.env.NO_COLOR === undefined, zone: host.zone };
  return renderHud(decideHud(view, host.now()), host.now(), style);
}

// The store may be locked, damaged or of a later version: the person still gets the HUD.
function remember(snapshot: Snapshot, captured: string | null, host: Host): View | null {
  if (host.seal === null) return null;
  const dir = stateDir(host.seal, host.env);
  try {
    const store = openStore(dir, HOOK_BUSY_MS, host.now());
    noteReplacement(store, snapshot, host);
    const session = storeReport(store, snapshot, host);
    const situation = readSituation(store, session, session.configDir ?? "", host);
    publish(dir, session, situation, host);
    if (captured !== null) appendCapture(dir, captured);
    return situation;
  } catch (cause) {
    recordFault(dir, host.now(), "tap", cause);
    return null;
  }
}

function noteReplacement(store: Store, snapshot: Snapshot, host: Host): void {
  if (store.movedAside === null) return;
  appendEntry(store, {
    at: host.now(),
    kind: "store-replaced",
    sessionId: snapshot.sessionId,
    account: null,
    detail: { file: store.movedAside },
  });
}

function publish(dir: string, session: Session, situation: Situation, host: Host): void {
  const account = session.account;
  const state = encodeState({ ...situation, session, account }, host.now());
  const text = `${JSON.stringify(state)}\n`;
  replaceFile(`${dir}/state.json`, text);
  if (account === null) return;
  const accountDir = `${dir}/accounts/${account}`;
  ensureDir(accountDir);
  replaceFile(`${accountDir}/state.json`, text);
}

function appendCapture(dir: string, text: string): void {
  const file = Deno.openSync(`${dir}/captured.jsonl`, { create: true, append: true, mode: 0o600 });
  file.writeSync(new TextEncoder().encode(`${text.replaceAll(/\s*\n\s*/g, " ").trim()}\n`));
  file.close();
}

function fromSnapshot(snapshot: Snapshot, host: Host): View {
  const observed = { observedAt: host.now(), sessionId: snapshot.sessionId };
  return {
    windows: snapshot.windows.map((reading) => ({ ...reading, ...observed })),
    context: snapshot.context,
    room: null,
    costUsd: snapshot.activity.costUsd,
  };
}
