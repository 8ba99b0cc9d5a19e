import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { run } from "../../src/commands/hook.ts";
import { type FakeHost, withFakeHost } from "../support/fake_host.ts";

async function resume(host: FakeHost, fields: Record<string, unknown>): Promise<string> {
  host.clear();
  host.setInput(JSON.stringify({
    session_id: "s-1",
    transcript_path: `${host.config.dir}/projects/p/s-1.jsonl`,
    cwd: "/home/user/project",
    hook_event_name: "SessionStart",
    source: "resume",
    ...fields,
  }));
  assertEquals(await run(["session-start"], host), 0);
  return host.out();
}

const COLD = {
  context_tokens: 217_000,
  prompt_cache_likely_expired: true,
  estimated_cache_write_usd: 0.814,
};

Deno.test("a large conversation resumed cold is told its price", () =>
  withFakeHost({}, async (host) => {
    const text = await resume(host, COLD);
    assertStringIncludes(text, "resumed cold: the next request re-writes ~217k tokens (≈$0.81)");
  }));

Deno.test("a resume that is warm, small, unknown or silenced is told nothing", () =>
  withFakeHost({}, async (host) => {
    assertEquals(await resume(host, { ...COLD, prompt_cache_likely_expired: false }), "");
    assertEquals(await resume(host, { ...COLD, context_tokens: 99_999 }), "");
    assertEquals(await resume(host, { ...COLD, context_tokens: "many" }), "");
    assertEquals(await resume(host, { ...COLD, source: "startup" }), "");
    host.setEnv({ TOKENROOM_DISABLE: "1" });
    assertEquals(await resume(host, COLD), "");
  }));

Deno.test("a price that the client does not tell, or that is none, is left out", () =>
  withFakeHost({}, async (host) => {
    for (const usd of [undefined, null, -1, "free"]) {
      const text = await resume(host, { ...COLD, estimated_cache_write_usd: usd });
      assert(text.includes("217k tokens; if little"), text);
    }
  }));
