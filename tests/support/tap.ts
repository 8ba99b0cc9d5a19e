// `tap` in process: what it prints and publishes.

import { assertEquals } from "@std/assert";
import { run } from "../../src/commands/tap.ts";
import type { FakeHost } from "./fake_host.ts";
import { aPayload, type PayloadParts } from "./reports.ts";

/** What tap prints for this input. */
export async function tap(
  host: FakeHost,
  input: string | Uint8Array,
  ...args: string[]
): Promise<string> {
  host.clear();
  host.setInput(input);
  assertEquals(await run(args, host), 0);
  return host.out();
}

/** What tap prints for a payload, without colours. */
export async function report(host: FakeHost, parts: PayloadParts = {}): Promise<string> {
  host.setEnv({ NO_COLOR: "1" });
  return await tap(host, JSON.stringify(aPayload(host, parts)));
}

/** A public state file. */
export function published(host: FakeHost, path = "state.json"): Record<string, unknown> {
  return JSON.parse(Deno.readTextFileSync(`${host.state}/${path}`));
}
