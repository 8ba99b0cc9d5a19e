import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Entry } from "../../src/model/entry.ts";
import { decodeWall } from "../../src/model/wall.ts";
import { holds, hostileRecord } from "../support/property.ts";
import { NOW } from "../support/situations.ts";

const entry = (detail: Entry["detail"]): Entry => ({
  at: NOW,
  kind: "wall",
  sessionId: "s-1",
  account: "a-1",
  detail,
});

Deno.test("decodeWall() reads what the journal keeps of a wall", () => {
  const detail = { window: "five_hour", resetAt: NOW + 600, projectDir: "/home/ann/project" };
  assertEquals(decodeWall(entry({ ...detail, headroomPct: 3 })), {
    at: NOW,
    sessionId: "s-1",
    account: "a-1",
    key: "five_hour",
    resetAt: NOW + 600,
    projectDir: "/home/ann/project",
  });
});

Deno.test("decodeWall() takes what is missing or damaged for not known", () => {
  const unknown = {
    at: NOW,
    sessionId: "s-1",
    account: "a-1",
    key: null,
    resetAt: null,
    projectDir: null,
  };
  assertEquals(decodeWall(entry({})), unknown);
  assertEquals(decodeWall(entry({ window: "a b", resetAt: -5, projectDir: "" })), unknown);
});

Deno.test("decodeWall() never throws, whatever stands in the journal", () => {
  holds(fc.property(hostileRecord(["window", "resetAt", "projectDir"]), (detail) => {
    const { key, resetAt } = decodeWall(entry(detail));
    assertEquals(key === null || /^[A-Za-z0-9]/.test(key), true);
    assertEquals(resetAt === null || resetAt >= 1e9, true);
  }));
});
