// deno run -A tools/picture/look_back.ts: draws docs/audit.svg from a real run of the client, offline,
// against the scripted stand-in for the Messages API.

import { fromFileUrl, join } from "@std/path";
import { openEventful, playEventful } from "../../tests/client/support/eventful.ts";
import { onScreen } from "../../tests/client/support/screen.ts";
import { drawScreen } from "./svg.ts";

const DOCS = fromFileUrl(new URL("../../docs", import.meta.url));

await using bench = openEventful("Asia/Tokyo");
const executable = await playEventful(bench);
const rows = await onScreen(bench.home, [executable, "audit"], { columns: 80, rows: 60 }, true);
Deno.writeTextFileSync(
  join(DOCS, "audit.svg"),
  drawScreen(rows.join("\n"), "tokenroom audit after a session: what was told, asked and held"),
);
