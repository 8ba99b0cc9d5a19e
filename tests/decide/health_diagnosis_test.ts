import { assertEquals } from "@std/assert";
import { diagnoseHealth } from "../../src/decide/health_diagnosis.ts";
import { CALIBRATION_MIN_SPANS } from "../../src/decide/thresholds.ts";
import { MINUTE } from "../../src/model/units.ts";
import { sayHealth } from "../../src/render/health_finding.ts";
import { healthyFacts } from "../support/doctor_facts.ts";
import { NOW } from "../support/fake_host.ts";

const WELL = healthyFacts().health;

Deno.test("diagnoseHealth() finds nothing where all is well, or nothing is kept yet", () => {
  assertEquals(diagnoseHealth(WELL, NOW), []);
  assertEquals(diagnoseHealth({ ...WELL, latestAt: null }, NOW), []);
});

Deno.test("diagnoseHealth() allows clocks to differ by five minutes", () => {
  assertEquals(diagnoseHealth({ ...WELL, latestAt: NOW + 5 * MINUTE }, NOW), []);
  assertEquals(diagnoseHealth({ ...WELL, latestAt: NOW + 5 * MINUTE + 1 }, NOW), [
    { level: "problem", kind: "clock-back", aheadSec: 301 },
  ]);
});

Deno.test("what needs the person comes first, and each finding is a sentence with its remedy", () => {
  const found = diagnoseHealth({
    damage: "row 3 missing from index session_seen\x1b[2J",
    calibrations: [
      { key: "five_hour", spans: 9, isEarned: true },
      { key: "seven_day", spans: 2, isEarned: false },
    ],
    models: ["claude-opus-5-5-20260922", "claude-opus-6\x1b[2J", "glm-5.3"],
    sessions: [{ id: "1a2b3c4d-0000", place: null, seenAt: NOW - 60, contextAt: null }],
    latestAt: NOW,
    leftovers: 2,
    open: { path: "/home/ann/.tokenroom", mode: "755" },
  }, NOW);
  assertEquals(found.map((finding) => [finding.level, ...Object.values(sayHealth(finding))]), [
    [
      "problem",
      "the store is damaged: row 3 missing from index session_seen [2J",
      "run: tokenroom doctor --fix (keeps the damaged file, begins a new one with the notes that can be read)",
    ],
    [
      "problem",
      "/home/ann/.tokenroom is open to others (mode 755)",
      "run: tokenroom doctor --fix",
    ],
    [
      "note",
      "2 files that killed writers left lie in the state directory",
      "run: tokenroom doctor --fix (the next session start removes them too)",
    ],
    ["ok", "5h: what a point costs is learned (from 9 stretches)", null],
    [
      "ok",
      `7d: what a point costs is not learned yet (2 stretches; ${CALIBRATION_MIN_SPANS} that agree ` +
      "are needed)",
      null,
    ],
    [
      "note",
      "claude-opus-6 [2J is not in the price list of 2026-11-20: its tokens count at the price of " +
      "opus 5.5",
      null,
    ],
    [
      "note",
      "glm-5.3 is not in the price list of 2026-11-20: its tokens count at the price of sonnet 5.5",
      null,
    ],
    ["ok", "session 1a2b3c4d: seen 1m ago, no context figure yet", null],
  ]);
});
