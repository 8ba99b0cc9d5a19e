import { assertEquals, assertStringIncludes } from "@std/assert";
import { withFakeHost } from "../support/fake_host.ts";
import { published } from "../support/tap.ts";
import { compactionLine } from "../support/transcript.ts";
import { configure, converse } from "./support/conversation.ts";

Deno.test("a point at which the client was seen to compact replaces the one of its rule", () =>
  withFakeHost({}, async (host) => {
    const first = converse(host, "session-1");
    await first.left(60, { contextTokens: 360_000 });
    first.write(compactionLine("c-1", host.now(), { preTokens: 367_200 }));
    await first.prompt();
    const second = converse(host, "session-2");
    assertStringIncludes(await second.left(58, { contextTokens: 167_110 }), "ctx 54% (200k)");
    const { ceiling_tokens, ceiling_basis } = published(host).context as Record<string, unknown>;
    assertEquals([ceiling_tokens, ceiling_basis], [367_200, "observed"]);
  }));

Deno.test("it counts no more once a session goes on past it", () =>
  withFakeHost({}, async (host) => {
    const first = converse(host, "session-1");
    await first.left(60, { contextTokens: 360_000 });
    first.write(compactionLine("c-1", host.now(), { preTokens: 367_200 }));
    await first.prompt();
    const second = converse(host, "session-2");
    assertStringIncludes(await second.left(58, { contextTokens: 400_000 }), "ctx 0% (0)");
    second.wait(60);
    assertStringIncludes(await second.left(57, { contextTokens: 410_000 }), "ctx 57% (557k)");
  }));

Deno.test("a compaction that a person asked for tells nothing of the ceiling", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(60, { contextTokens: 360_000 });
    session.write(compactionLine("c-1", host.now(), { preTokens: 367_200, trigger: "manual" }));
    await session.prompt();
    assertStringIncludes(await session.left(58, { contextTokens: 100_000 }), "ctx 89% (867k)");
  }));

Deno.test("ceiling_pct puts the ceiling where the person says", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(60);
    configure(host, { ceiling_pct: 50 });
    assertStringIncludes(await session.left(60, { contextTokens: 100_000 }), "ctx 80% (400k)");
  }));
