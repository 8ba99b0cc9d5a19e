// One session of the real client against a scripted service: what its first request holds.

import { join } from "@std/path";
import { call, say } from "../../tests/client/support/answer.ts";
import { type Bench, openBench } from "../../tests/client/support/bench.ts";
import { printMode, runClient } from "../../tests/client/support/print_mode.ts";
import { textOf } from "../../tests/client/support/request.ts";
import { installTokenroom } from "../../tests/client/support/tokenroom.ts";

/** A tool as the client shows it to the model. */
export interface Offer {
  readonly name: string;
}

/** What the model reads in the first request of a session. */
export interface FirstRequest {
  /** System prompt and messages; what differs by run is taken out. */
  readonly text: string;
  readonly tools: readonly Offer[];
  /** Seconds from the start of the client. */
  readonly afterSec: number;
}

/** How tokenroom is there. `all-loaded`: its server is registered as to be loaded whole. */
export type Presence = "absent" | "installed" | "all-loaded";

/** How long our server takes to start, beside its own time. */
const AT_ONCE = 0;

/** The first request of a session. */
export async function firstRequest(presence: Presence, delaySec = AT_ONCE): Promise<FirstRequest> {
  await using bench = openBench({ script: [] });
  await arrange(bench, presence, delaySec);
  const start = Date.now() / 1000;
  await printMode(bench.home, "Hello.");
  const { at } = await bench.turn(0);
  return { ...await requestOf(bench, 0), afterSec: at - start };
}

/** The tools that each of these searches brings. */
export async function searches(queries: readonly string[]): Promise<string[][]> {
  const script = queries.map((query) => call("ToolSearch", { query, max_results: 3 }));
  const found: string[][] = [];
  for (const answer of script) {
    // A session a search: what one has brought stays.
    await using bench = openBench({ script: [answer, say("Done.")] });
    await arrange(bench, "installed", AT_ONCE);
    await printMode(bench.home, "Hello.");
    const before = (await requestOf(bench, 0)).tools.map(({ name }) => name);
    const after = (await requestOf(bench, 1)).tools.map(({ name }) => name);
    found.push(after.filter((name) => !before.includes(name)));
  }
  return found;
}

async function arrange(bench: Bench, presence: Presence, delaySec: number): Promise<void> {
  if (presence === "absent") return;
  const executable = await installTokenroom(bench.home);
  if (presence === "installed" && delaySec === AT_ONCE) return;
  const start = `sleep ${delaySec}; exec "${executable}" mcp`;
  const server = { type: "stdio", command: "/bin/sh", args: ["-c", start] };
  const entry = presence === "all-loaded" ? { ...server, alwaysLoad: true } : server;
  for (
    const args of [
      ["remove", "tokenroom", "-s", "user"],
      ["add-json", "--scope", "user", "tokenroom", JSON.stringify(entry)],
    ]
  ) {
    const { code, stderr } = await runClient(bench.home, ["mcp", ...args]);
    if (code !== 0) throw new Error(`claude mcp ${args[0]}: ${stderr}`);
  }
}

async function requestOf(bench: Bench, turn: number): Promise<Omit<FirstRequest, "afterSec">> {
  const request = await bench.turn(turn);
  const { tools } = request.body as { tools: Offer[] };
  const home = bench.home.dir;
  const slug = join(home, "project").replaceAll(/[^A-Za-z0-9]/g, "-");
  const text = textOf(request)
    .replaceAll(home, "/home/ann")
    .replaceAll(slug, "-home-ann-project")
    // The commit of the project, and ids of the session.
    .replaceAll(/\b[0-9a-f]{7,40}\b/g, "0000000")
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "id");
  return { text, tools };
}
