// One process of `writers.ts`: opens the store of DIR and appends COUNT entries of SESSION.
import { openStore } from "../../src/io/store/database.ts";
import { appendEntry } from "../../src/io/store/entries.ts";
import { NOW } from "./fake_host.ts";

const [dir = "", sessionId = "", count = "0"] = Deno.args;
const store = openStore(dir, 5_000, NOW);
for (let n = 0; n < Number(count); n++) {
  const entry = { at: NOW, kind: "stamp", sessionId, account: null, detail: { n } } as const;
  store.transaction(() => appendEntry(store, entry));
}
// Like the program itself: the end of the process releases the database.
Deno.exit(0);
