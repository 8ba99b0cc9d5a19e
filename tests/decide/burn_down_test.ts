import { assertEquals } from "@std/assert";
import { decideBurnDown } from "../../src/decide/burn_down.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { EXHAUSTS } from "../support/pictures.ts";
import { aWindow, NOW } from "../support/situations.ts";

const RESET = NOW + 2 * HOUR;
const window = aWindow({ resetAt: RESET, headroomPct: 40 });
const sample = (agoSec: number, headroomPct: number, resetAt: number | null = RESET) => (
  { at: NOW - agoSec, headroomPct, resetAt }
);

Deno.test("decideBurnDown() spans a window of known length and keeps its own figures", () => {
  const samples = [
    sample(4 * HOUR, 3, RESET - 5 * HOUR),
    sample(2 * HOUR, 80),
    sample(HOUR, 60, RESET + MINUTE),
  ];
  assertEquals(decideBurnDown(window, samples, null, NOW), {
    startAt: RESET - 5 * HOUR,
    endAt: RESET,
    now: NOW,
    figures: [{ at: NOW - 2 * HOUR, headroomPct: 80 }, { at: NOW - HOUR, headroomPct: 60 }],
    band: null,
  });
});

Deno.test("decideBurnDown() carries the forecast from the standing figure, and whether it is a risk", () => {
  const { earliestAt, latestAt } = EXHAUSTS;
  const band = (kind: "lasts" | "may-exhaust" | "exhausts") =>
    decideBurnDown(window, [], { ...EXHAUSTS, kind }, NOW)?.band;
  assertEquals(band("exhausts"), { headroomPct: 40, earliestAt, latestAt, isRisk: true });
  assertEquals(band("may-exhaust")?.isRisk, true);
  assertEquals(band("lasts")?.isRisk, false);
  assertEquals(decideBurnDown(window, [], { kind: "spent" }, NOW)?.band, null);
});

Deno.test("decideBurnDown() begins a window of unknown length at its first figure", () => {
  const spend = aWindow({ key: "spend_limit", resetAt: NOW + DAY, observedAt: NOW - MINUTE });
  const samples = [sample(3 * DAY, 90, NOW + DAY)];
  assertEquals(decideBurnDown(spend, samples, null, NOW)?.startAt, NOW - 3 * DAY);
  assertEquals(decideBurnDown(spend, [], null, NOW)?.startAt, NOW - MINUTE);
});

Deno.test("decideBurnDown() draws nothing of a window without a reset, past it, or not begun", () => {
  assertEquals(decideBurnDown(aWindow({ resetAt: null }), [], null, NOW), null);
  assertEquals(decideBurnDown(aWindow({ resetAt: NOW }), [], null, NOW), null);
  assertEquals(decideBurnDown(aWindow({ resetAt: NOW + 5 * HOUR }), [], null, NOW), null);
});
