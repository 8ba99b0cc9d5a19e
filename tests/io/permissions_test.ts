import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { openScratch } from "../support/scratch.ts";

const NARROWED = fromFileUrl(new URL("../support/narrowed.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** What a process with the permissions of the product keeps for a verb and an event. */
async function kept(verb: string, event = ""): Promise<{ runs: string[]; writes: string[] }> {
  using scratch = openScratch();
  for (const program of ["git", "claude"]) {
    Deno.writeTextFileSync(join(scratch.path, program), "#!/bin/sh\n", { mode: 0o755 });
  }
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--no-check", "--config", CONFIG, "--allow-read", "--allow-env"],
      ...["--allow-run=git,claude", "--allow-write=/state,/c/s,/c/s.tokenroom-new,/c/m,/c/k"],
      ...[NARROWED, verb, event, "/state"],
    ],
    env: { PATH: `${scratch.path}:/usr/bin:/bin` },
    stderr: "inherit",
  }).output();
  assertEquals(success, true);
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("narrow() leaves git to the events that take facts, and no program to any other", async () => {
  for (const event of ["stop-failure", "pre-compact"]) {
    assertEquals(await kept("hook", event).then(({ runs }) => runs), ["git"], event);
  }
  for (const event of ["session-start", "user-prompt-submit", "post-tool-batch", "", "__proto__"]) {
    assertEquals(await kept("hook", event).then(({ runs }) => runs), [], event);
  }
});

Deno.test("narrow() goes by the event for hooks only", async () => {
  assertEquals(await kept("tap", "stop-failure").then(({ runs }) => runs), []);
  assertEquals(await kept("install", "stop-failure").then(({ runs }) => runs), ["claude"]);
});

Deno.test("narrow() leaves a hook the state directory alone to write to", async () => {
  assertEquals((await kept("hook", "stop-failure")).writes, ["/state"]);
});

Deno.test("narrow() leaves the live pane nothing to write to and nothing to start", async () => {
  const { runs, writes } = await kept("watch");
  assertEquals({ runs, writes }, { runs: [], writes: [] });
});
