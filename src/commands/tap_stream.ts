import { EMPTY_STREAM, type StreamRefusal, takeLine } from "../clients/claude_code/stream.ts";
import { recordFault } from "../io/faults.ts";
import type { Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { HOOK_BUSY_MS, openStore, type Store, tidyStore } from "../io/store/database.ts";
import { parseJson } from "../model/decode.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { publish } from "./publish.ts";
import { mergeReport } from "./report.ts";
import { readStanding } from "./situation.ts";
import { recordWall } from "./wall_record.ts";
import { settingsOf } from "./settings.ts";

// A line holds one message; what is longer is passed through and not looked at.
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const NEWLINE = 10;

/**
 * Passes a print-mode stream through, byte for byte and as it comes, and stores what it tells. A
 * failure of the store never disturbs the stream.
 */
export function tapStream(host: Host): void {
  let state = EMPTY_STREAM;
  let store: Store | null = null;
  const report = (snapshot: Snapshot, refusal: StreamRefusal | null) => {
    if (host.seal === null) return;
    const dir = stateDir(host.seal, host.env);
    try {
      store ??= openStore(dir, HOOK_BUSY_MS, host.now());
      const open = store;
      open.transaction(() => {
        const session = mergeReport(open, snapshot, host);
        const configDir = session.configDir ?? "";
        const read = () =>
          readStanding(open, session, configDir, settingsOf(configDir, host), host);
        // The client ends with the turn and kills its hooks: of a print-mode run nobody else may
        // live to tell.
        if (refusal !== null) recordWall(open, session.id, session, read(), refusal, host.now());
        publish(dir, session, read(), host);
      });
    } catch (cause) {
      recordFault(dir, host.now(), "tap --stream", cause);
    }
  };
  const lines = new LineCollector((line) => {
    const next = takeLine(state, parseJson(line));
    const refusal = next.refusal === state.refusal ? null : next.refusal;
    const isNews = next.snapshot !== state.snapshot || refusal !== null;
    if (next.snapshot !== null && isNews) report(next.snapshot, refusal);
    state = next;
  });
  host.readChunks((chunk) => {
    host.writeBytes(chunk);
    lines.push(chunk);
  });
  lines.end();
  if (store !== null) tidyStore(store);
}

class LineCollector {
  #parts: Uint8Array[] = [];
  #size = 0;
  #tooLong = false;

  constructor(private readonly take: (line: string) => void) {}

  push(chunk: Uint8Array): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, at));
      this.end();
      from = at + 1;
    }
    this.#keep(chunk.slice(from));
  }

  end(): void {
    if (this.#size > 0 && !this.#tooLong) {
      const decoder = new TextDecoder();
      const text = this.#parts.map((part) => decoder.decode(part, { stream: true })).join("");
      this.take(text + decoder.decode());
    }
    this.#parts = [];
    this.#size = 0;
    this.#tooLong = false;
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0) return;
    this.#size += part.length;
    if (this.#size > MAX_LINE_BYTES) {
      this.#tooLong = true;
      this.#parts = [];
    } else if (!this.#tooLong) this.#parts.push(part);
  }
}
