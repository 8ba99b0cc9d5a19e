// What a session's start lets go of the files that an agent is pointed to.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { readFaults } from "../../../src/io/faults.ts";
import { handoffDir, writeHandoffFile } from "../../../src/io/handoff_file.ts";
import { DAY } from "../../../src/model/units.ts";
import { NOW, withFakeHost } from "../../support/fake_host.ts";
import { startSession } from "../../support/hook.ts";

Deno.test("a start lets handoffs and extracts go 14 days after they were written, and no sooner", () =>
  withFakeHost({}, async (host) => {
    for (const [id, days] of [["old", 15], ["young", 13]] as const) {
      writeHandoffFile(host.state, id, "text");
      const extracts = join(handoffDir(host.state), `${id}.extracts.json`);
      Deno.writeTextFileSync(extracts, "{}");
      const at = new Date((NOW - days * DAY) * 1000);
      for (const path of [join(handoffDir(host.state), `${id}.md`), extracts]) {
        Deno.utimeSync(path, at, at);
      }
    }
    await startSession(host);
    const left = [...Deno.readDirSync(handoffDir(host.state))].map(({ name }) => name).toSorted();
    assertEquals(left, ["young.extracts.json", "young.md"]);
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("handoffs that cannot be swept cost the session nothing, and doctor can tell", () =>
  withFakeHost({}, async (host) => {
    Deno.writeTextFileSync(handoffDir(host.state), "a file where the directory belongs");
    assertEquals(await startSession(host), "");
    const [fault] = readFaults(host.state);
    assertStringIncludes(fault?.verb ?? "", "session-start");
  }));
