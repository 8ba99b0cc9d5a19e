import { assertEquals } from "@std/assert";
import { decideCaller, decideWithheld } from "../../src/decide/caller.ts";
import { HOUR } from "../../src/model/units.ts";
import { NOW } from "../support/situations.ts";
import { aSession } from "../support/rows.ts";

const named = aSession({ id: "named", seenAt: NOW - HOUR });
const current = aSession({ id: "current", seenAt: NOW });
const stale = aSession({ id: "stale", seenAt: NOW - 9 * HOUR });
const clues = { ofParent: null, ofEnvironment: null, isNamed: false, startedAt: NOW };

Deno.test("decideCaller() follows the client process past /clear and resume", () => {
  const asks = decideCaller({ ...clues, ofParent: current, ofEnvironment: named, isNamed: true });
  assertEquals(asks?.id, "current");
});

Deno.test("decideCaller() goes by the environment where no session of the process is known", () => {
  assertEquals(decideCaller({ ...clues, ofEnvironment: named, isNamed: true })?.id, "named");
});

Deno.test("decideCaller() does not believe a process id that an earlier client had", () => {
  const asks = decideCaller({ ...clues, ofParent: stale, ofEnvironment: named, isNamed: true });
  assertEquals(asks?.id, "named");
  assertEquals(decideCaller({ ...clues, ofParent: stale, isNamed: true }), null);
  assertEquals(decideCaller({ ...clues, ofParent: stale })?.id, "stale", "nothing contradicts it");
});

Deno.test("decideCaller() knows nobody where nothing points to a session", () => {
  assertEquals(decideCaller(clues), null);
});

Deno.test("decideWithheld() says why there are no windows", () => {
  const known = { kind: "known", key: "a" } as const;
  assertEquals(decideWithheld(known, null), null);
  assertEquals(decideWithheld({ kind: "assumed", key: "a" }, null), null);
  assertEquals(decideWithheld({ kind: "ambiguous" }, null), "caller-unknown");
  assertEquals(decideWithheld({ kind: "ambiguous" }, current), "account-unknown");
  assertEquals(decideWithheld({ kind: "none" }, current), "none");
});
