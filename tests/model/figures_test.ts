import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeFigures } from "../../src/model/figures.ts";
import { holds, hostileRecord, hostileValue } from "../support/property.ts";
import { NOW } from "../support/situations.ts";

const STATE = {
  resource_state: 0,
  windows: [
    { key: "five_hour", used_pct: 40, resets_at: NOW + 60, observed_at: NOW, observed_by: "s-1" },
    { key: "spend_limit", used_pct: 1.5, resets_at: null, observed_at: NOW, observed_by: "s-1" },
  ],
  context: { ceiling_tokens: 200_000, room_tokens: 50_000, at_ceiling: "compaction" },
  cost: { session_usd: 1.25 },
  session: { project_dir: "/home/ann/project", cwd: "/home/ann", model: { id: "m", name: "M 5" } },
};

Deno.test("decodeFigures() gives windows, room, cost and place as they were published", () => {
  assertEquals(decodeFigures(STATE), {
    windows: [
      {
        key: "five_hour",
        headroomPct: 60,
        resetAt: NOW + 60,
        observedAt: NOW,
        sessionId: "s-1",
      },
      {
        key: "spend_limit",
        headroomPct: 98.5,
        resetAt: null,
        observedAt: NOW,
        sessionId: "s-1",
      },
    ],
    room: { roomTokens: 50_000, headroomPct: 25, then: "compaction" },
    costUsd: 1.25,
    modelName: "M 5",
    projectDir: "/home/ann/project",
    isWithheld: false,
  });
  const withheld = { ...STATE, windows: [], windows_withheld: "login-changed" };
  assertEquals(decodeFigures(withheld)?.isWithheld, true);
});

Deno.test("decodeFigures() names a model by its id and a project by the working directory at need", () => {
  const session = { cwd: "/home/ann", model: { id: "m" } };
  const { modelName, projectDir } = decodeFigures({ ...STATE, session }) ?? {};
  assertEquals([modelName, projectDir], ["m", "/home/ann"]);
});

Deno.test("decodeFigures() leaves out what is damaged and keeps the rest", () => {
  const damaged = {
    ...STATE,
    windows: [{ ...STATE.windows[0], observed_at: "soon" }, STATE.windows[1]],
    context: { ...STATE.context, ceiling_tokens: 0 },
    cost: null,
  };
  const figures = decodeFigures(damaged);
  assertEquals(figures?.windows.map(({ key }) => key), ["spend_limit"]);
  assertEquals([figures?.room, figures?.costUsd], [null, null]);
});

Deno.test("decodeFigures() of anything never throws, and what is no state is none", () => {
  for (const raw of [null, 1, "x", [], {}, { resource_state: 99 }]) {
    assertEquals(decodeFigures(raw), null);
  }
  const state = fc.record({
    resource_state: fc.constant(STATE.resource_state),
    windows: fc.oneof(hostileValue(), fc.array(hostileRecord(["key", "used_pct", "observed_at"]))),
    context: hostileRecord(["ceiling_tokens", "room_tokens", "at_ceiling"]),
    cost: hostileRecord(["session_usd"]),
  });
  holds(fc.property(state, (raw) => {
    const figures = decodeFigures(raw);
    const room = figures?.room?.headroomPct ?? 0;
    assertEquals(room >= 0 && room <= 100, true);
  }));
});
