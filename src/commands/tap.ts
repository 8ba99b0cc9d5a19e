import { decodePayload } from "../clients/claude_code/payload.ts";
import { decideHud, type View } from "../decide/hud.ts";
import { recordFault } from "../io/faults.ts";
import type { Command, Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { HOOK_BUSY_MS, type Store, tidyStore, useStore } from "../io/store/database.ts";
import { hasOpenPlan } from "../io/store/open_plans.ts";
import { type Config, DEFAULT_CONFIG } from "../model/config.ts";
import { parseJson } from "../model/decode.ts";
import { decodeState } from "../model/resource_state.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { EpochSec } from "../model/units.ts";
import { hasReset } from "../model/window.ts";
import { renderHud } from "../render/hud.ts";
import { notice } from "../render/notice.ts";
import { readHeldUntil } from "./held_compaction.ts";
import type { Listener } from "./open_plans.ts";
import { configDirFor } from "./place.ts";
import { publish } from "./publish.ts";
import { mergeReport } from "./report.ts";
import { configOf, settingsOf } from "./settings.ts";
import { lookAhead, readStanding, viewOf } from "./situation.ts";

// Far above any real payload (2 kB); a payload of some megabytes is still read whole.
const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;

// Seen of client 2.1.330: two on each side.
const CLIENT_COLUMNS = 4;

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
  const config = attempt(host, () => configOf(host)) ?? DEFAULT_CONFIG;
  const bytes = attempt(host, () => host.readInput(MAX_PAYLOAD_BYTES)) ?? new Uint8Array();
  const captures = args.includes("--capture");
  const told = attempt(host, () => describe(bytes, captures, config, host)) ??
    { missing: "failed" };
  const line = "missing" in told
    ? notice(told.missing)
    : await draw(told, host) ?? notice("failed");
  if (!config.hud) {
    if (args.includes("--tee")) host.writeBytes(bytes);
  } else if (!args.includes("--tee")) host.writeOut(`${line}\n`);
  else {
    // The HUD goes first: whoever stands behind the pipe prints its own row when it has read us.
    if (args.includes("--hud-to-stderr")) host.writeError(`${line}\n`);
    host.writeBytes(bytes);
  }
  const store = "missing" in told ? null : told.store;
  if (store !== null) tidyStore(store);
  return 0;
};

/** What is to be shown, and the store where it was in reach. */
interface Told {
  readonly view: View;
  readonly store: Store | null;
  /** Who waits for a plan, ready or not; null: nobody. */
  readonly listener: Listener | null;
  readonly heldUntil: EpochSec | null;
}

type Missing = { readonly missing: "empty" | "unreadable" | "failed" };

// Each part fails alone: a store that is locked, damaged or of a later version still leaves the HUD.
function attempt<T>(host: Host, work: () => T): T | null {
  try {
    return work();
  } catch (cause) {
    if (host.seal !== null) {
      recordFault(stateDir(host.seal, host.env), host.now(), "tap", cause);
    }
    return null;
  }
}

function describe(
  bytes: Uint8Array,
  captures: boolean,
  config: Config,
  host: Host,
): Told | Missing {
  const text = new TextDecoder().decode(bytes);
  const raw = parseJson(text);
  const snapshot = decodePayload(raw) ?? decodeState(raw);
  if (snapshot === null) return { missing: bytes.length === 0 ? "empty" : "unreadable" };
  if (captures) attempt(host, () => capture(text, host));
  return attempt(host, () => remember(snapshot, config, host)) ??
    { view: fromSnapshot(snapshot, config, host), store: null, listener: null, heldUntil: null };
}

async function draw(
  { view, store, listener, heldUntil }: Told,
  host: Host,
): Promise<string | null> {
  // Hardly any session has a plan to look at: what looks at it is loaded only then.
  const plans = listener === null ? null : await import("./open_plans.ts");
  const hasPlan = attempt(
    host,
    () => store !== null && listener !== null && plans?.hasReadyPlan(store, listener, host.now()),
  );
  const style = {
    colour: host.env.NO_COLOR === undefined,
    columns: columnsOf(host),
    zone: host.zone,
  };
  return attempt(
    host,
    () => renderHud(decideHud(view, host.now(), hasPlan === true, heldUntil), host.now(), style),
  );
}

// The client tells how wide its terminal is, and keeps some columns for itself.
function columnsOf({ env }: Host): number | null {
  const columns = Number(env.COLUMNS);
  return Number.isSafeInteger(columns) && columns > 0 ? columns - CLIENT_COLUMNS : null;
}

function remember(snapshot: Snapshot, config: Config, host: Host): Told | null {
  if (host.seal === null) return null;
  const dir = stateDir(host.seal, host.env);
  return useStore(dir, HOOK_BUSY_MS, host.now(), (store) => {
    const { session, standing } = store.transaction(() => {
      const session = mergeReport(store, snapshot, host);
      const configDir = session.configDir ?? "";
      const settings = settingsOf(configDir, host, config);
      const read = readStanding(store, session, configDir, settings, host);
      // Before the commit: whoever reports next publishes later, so the newest file stays.
      attempt(host, () => publish(dir, session, read, host));
      return { session, standing: read };
    });
    const listener = { sessionId: session.id, projectDir: session.projectDir };
    const waits = attempt(host, () => hasOpenPlan(store, listener)) ?? false;
    const view = lookAhead(store, standing, host.now());
    const held = attempt(host, () => readHeldUntil(store, session.id, view.room, host.now()));
    return { view, store, listener: waits ? listener : null, heldUntil: held };
  });
}

function capture(text: string, host: Host): void {
  if (host.seal === null) return;
  const path = `${stateDir(host.seal, host.env)}/captured.jsonl`;
  const file = Deno.openSync(path, { create: true, append: true, mode: 0o600 });
  file.writeSync(new TextEncoder().encode(`${text.replaceAll(/[\r\n]+/g, " ").trim()}\n`));
  file.close();
}

// Without the store: what this one report says, unmerged.
function fromSnapshot(snapshot: Snapshot, config: Config, host: Host): View {
  const now = host.now();
  const configDir = configDirFor(snapshot.transcriptPath, host);
  const settings = settingsOf(configDir, host, config);
  return {
    ...viewOf(null, { ...snapshot, configDir }, settings, host),
    windows: snapshot.windows.filter((reading) => !hasReset(reading, now))
      .map((reading) => ({ ...reading, observedAt: now, sessionId: snapshot.sessionId })),
  };
}
