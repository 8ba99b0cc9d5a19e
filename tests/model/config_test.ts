import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Config, decodeConfig, DEFAULT_CONFIG } from "../../src/model/config.ts";
import { holds, hostileRecord, hostileValue } from "../support/property.ts";

Deno.test("decodeConfig() without a file gives the defaults and no complaint", () => {
  assertEquals(decodeConfig(null), { config: DEFAULT_CONFIG, complaints: [] });
  assertEquals(decodeConfig({}), { config: DEFAULT_CONFIG, complaints: [] });
});

Deno.test("the defaults stamp every prompt, guard nothing and speak on demand", () => {
  assertEquals(DEFAULT_CONFIG, {
    stampEnabled: true,
    mode: "ondemand",
    criticalPct: null,
    ceilingPct: null,
    compactGuardMin: null,
    launchGate: false,
    hud: true,
    weeklyWarning: true,
  });
});

const GOOD: readonly (readonly [key: string, value: unknown, expected: Partial<Config>])[] = [
  ["stamp_enabled", false, { stampEnabled: false }],
  ["mode", "performance", { mode: "performance" }],
  ["mode", "powersave", { mode: "powersave" }],
  ["critical_pct", 0, { criticalPct: 0 }],
  ["critical_pct", 12.5, { criticalPct: 12.5 }],
  ["critical_pct", 100, { criticalPct: 100 }],
  ["critical_pct", null, {}],
  ["ceiling_pct", 1, { ceilingPct: 1 }],
  ["ceiling_pct", 100, { ceilingPct: 100 }],
  ["compact_guard_min", 1, { compactGuardMin: 1 }],
  ["compact_guard_min", 300, { compactGuardMin: 300 }],
  ["launch_gate", true, { launchGate: true }],
  ["hud", false, { hud: false }],
  ["weekly_warning", false, { weeklyWarning: false }],
];
for (const [key, value, expected] of GOOD) {
  Deno.test(`decodeConfig() takes ${key}: ${JSON.stringify(value)}`, () => {
    const { config, complaints } = decodeConfig({ [key]: value });
    assertEquals([config, complaints], [{ ...DEFAULT_CONFIG, ...expected }, []]);
  });
}

const BAD: readonly (readonly [key: string, value: unknown])[] = [
  ["stamp_enabled", "false"],
  ["stamp_enabled", 0],
  ["stamp_enabled", null],
  ["mode", "Performance"],
  ["mode", null],
  ["critical_pct", -0.1],
  ["critical_pct", 100.1],
  ["critical_pct", "10"],
  ["critical_pct", true],
  ["ceiling_pct", 0],
  ["compact_guard_min", 0.9],
  ["compact_guard_min", 301],
  ["compact_guard_min", [10]],
  ["launch_gate", 1],
  ["hud", {}],
  ["weekly_warning", "on"],
  ["stampEnabled", false],
  ["constructor", false],
  ["launch-gate", true],
];
for (const [key, value] of BAD) {
  Deno.test(`decodeConfig() falls back where ${key} is ${JSON.stringify(value)}, and names it`, () => {
    const { config, complaints } = decodeConfig({ hud: true, [key]: value });
    assertEquals(config, DEFAULT_CONFIG);
    assertEquals(complaints.map((complaint) => complaint.key), [key]);
  });
}

Deno.test("a bad value costs no other key its value", () => {
  const { config, complaints } = decodeConfig({ mode: 7, launch_gate: true, critical_pct: 10 });
  assertEquals(config, { ...DEFAULT_CONFIG, launchGate: true, criticalPct: 10 });
  assertEquals(complaints, [{ key: "mode", expected: "performance, ondemand or powersave" }]);
});

Deno.test("decodeConfig() complains of a file that is no object", () => {
  for (const raw of [[], [1], "text", 5, true]) {
    const { config, complaints } = decodeConfig(raw);
    assertEquals(config, DEFAULT_CONFIG);
    assertEquals(complaints, [{ key: "config.json", expected: "a JSON object" }]);
  }
});

Deno.test("decodeConfig() of anything never throws, and every value is one that may be set", () => {
  const keys = [...new Set(GOOD.map(([key]) => key))];
  const isIn = (value: number | null, min: number, max: number) =>
    value === null || (value >= min && value <= max);
  holds(fc.property(fc.oneof(hostileRecord(keys), hostileValue()), (raw) => {
    const { config } = decodeConfig(raw);
    assertEquals(Object.keys(config).sort(), Object.keys(DEFAULT_CONFIG).sort());
    for (const flag of ["stampEnabled", "launchGate", "hud", "weeklyWarning"] as const) {
      assertEquals(typeof config[flag], "boolean");
    }
    assert(["performance", "ondemand", "powersave"].includes(config.mode));
    assert(isIn(config.criticalPct, 0, 100) && isIn(config.ceilingPct, 1, 100));
    assert(isIn(config.compactGuardMin, 1, 300));
  }));
});
