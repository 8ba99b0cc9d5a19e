import { type Choice, choose, decideScene, FOLLOWING, type Picture } from "../../decide/pane.ts";
import type { Host } from "../../io/host.ts";
import { stateDir } from "../../io/state_dir.ts";
import { openToRead, type ReadingStore } from "../../io/store/reading.ts";
import type { Terminal } from "../../io/terminal.ts";
import { decodeKeys } from "../../model/key.ts";
import type { EpochSec } from "../../model/units.ts";
import { explain } from "../../render/failure.ts";
import { renderFrame, type Shown } from "../../render/watch/frame.ts";
import type { Style } from "../../render/watch/meters.ts";
import { readPicture } from "./read.ts";

/** Seconds after which the store is read though nothing was stored: forecasts and plans age. */
const REREAD_SEC = 10;
/** Share of the time that reading may take: a store with weeks of busy sessions is read less often. */
const READING_SHARE = 0.004;

/** What the pane knows, and from where. */
export interface Source {
  /** What is to be shown now; reads only what has changed. */
  readonly look: (choice: Choice) => Shown;
}

/**
 * The store as the pane looks at it: at most once a second, and only when something was stored.
 * `clockMs`: measures what a read costs.
 */
export function openSource(host: Host, clockMs: () => number = () => performance.now()): Source {
  let store: ReadingStore | null = null;
  let picture: Picture | null = null;
  let readAt: EpochSec = 0;
  let version: unknown = null;
  let readFor: Choice | null = null;
  let restSec = 0;
  const isFresh = (choice: Choice, now: EpochSec) =>
    readFor !== null && readFor.account === choice.account && readFor.window === choice.window &&
    now >= readAt && now - readAt < REREAD_SEC &&
    (now - readAt < restSec || store?.version() === version);
  const read = (choice: Choice, now: EpochSec) => {
    if (store !== null && !store.isCurrent()) {
      store[Symbol.dispose]();
      store = null;
    }
    store ??= host.seal === null ? null : openToRead(stateDir(host.seal, host.env));
    version = store?.version() ?? null;
    const before = clockMs();
    picture = store === null ? null : readPicture(store, choice, host);
    restSec = Math.max(1, Math.ceil((clockMs() - before) / 1_000 / READING_SHARE));
    readAt = now;
    readFor = choice;
  };
  return {
    look: (choice) => {
      const now = host.now();
      try {
        if (store === null || !isFresh(choice, now)) read(choice, now);
      } catch (cause) {
        store?.[Symbol.dispose]();
        store = null;
        return { kind: "broken", why: explain(cause), now };
      }
      if (picture === null) return { kind: "empty", now };
      return { kind: "scene", scene: decideScene(picture, choice, now) };
    },
  };
}

/**
 * Draws the pane until it is told to end, and gives the terminal back on every way out. Returns the
 * exit code.
 */
export async function runPane(
  source: Source,
  terminal: Terminal,
  style: Style,
  msToTick: () => number,
): Promise<number> {
  let choice = FOLLOWING;
  try {
    for (;;) {
      const shown = source.look(choice);
      terminal.draw(renderFrame(shown, terminal.size(), style));
      const happening = await terminal.next(msToTick());
      if (happening.kind === "ended") return happening.code;
      if (happening.kind !== "typed") continue;
      for (const key of decodeKeys(happening.text)) {
        if (key === "quit") return 0;
        if (shown.kind === "scene") choice = choose(choice, key, shown.scene);
      }
    }
  } finally {
    terminal.leave();
  }
}
