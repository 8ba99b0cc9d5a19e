import { assertEquals } from "@std/assert";
import { projectHere, projectOf } from "../../src/commands/project.ts";
import { COMMAND_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { writeSession } from "../../src/io/store/sessions.ts";
import { NOW, withFakeHost } from "../support/fake_host.ts";
import { aSession } from "../support/rows.ts";

const KNOWN = ["/home/ann", "/home/ann/p", "/home/ann/p q", null];

const CASES: readonly (readonly [string, string])[] = [
  ["/home/ann/p", "/home/ann/p"],
  ["/home/ann/p/src/deep", "/home/ann/p"],
  ["/home/ann/p q/x", "/home/ann/p q"],
  ["/home/ann/pq", "/home/ann"],
  ["/home/ann", "/home/ann"],
  ["/home/annabel/p", "/home/annabel/p"],
  ["/home", "/home"],
  ["/", "/"],
  ["/x", "/x"],
];

for (const [cwd, project] of CASES) {
  Deno.test(`projectHere() of ${cwd} is ${project}`, () =>
    withFakeHost({ cwd }, (host) => {
      const store = openStore(host.state, COMMAND_BUSY_MS, NOW);
      KNOWN.forEach((projectDir, n) => writeSession(store, aSession({ id: `s-${n}`, projectDir })));
      assertEquals(projectHere(store, host), project);
    }));
}

Deno.test("a session at the root of the file system makes it the project of what has no other", () =>
  withFakeHost({ cwd: "/x/y" }, (host) => {
    const store = openStore(host.state, COMMAND_BUSY_MS, NOW);
    writeSession(store, aSession({ projectDir: "/" }));
    assertEquals([projectHere(store, host), projectOf(store, "/")], ["/", "/"]);
  }));

Deno.test("projectHere() is not known where the working directory is gone", () =>
  withFakeHost({ cwd: null }, (host) => {
    assertEquals(projectHere(openStore(host.state, COMMAND_BUSY_MS, NOW), host), null);
  }));
