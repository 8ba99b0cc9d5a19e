import { assertEquals } from "@std/assert";
import { DAY, HOUR, MINUTE, type Zone } from "../../src/model/units.ts";
import {
  formatClock,
  formatDuration,
  formatInstant,
  formatNow,
  formatPct,
  formatTokens,
  formatUsd,
} from "../../src/render/format.ts";

function table(
  name: string,
  format: (value: number) => string,
  cases: readonly (readonly [number, string])[],
): void {
  for (const [value, expected] of cases) {
    Deno.test(`${name}() writes ${value} as ${expected}`, () => {
      assertEquals(format(value), expected);
    });
  }
}

table("formatPct", formatPct, [
  [100, "100%"],
  [99.9, "99%"],
  [58, "58%"],
  [57.999, "57%"],
  [1.9, "1%"],
  [1, "1%"],
  [0.9, "<1%"],
  [0.1, "<1%"],
  [0, "0%"],
]);

table("formatTokens", formatTokens, [
  [0, "0"],
  [1, "1"],
  [950, "950"],
  [999, "999"],
  [1_000, "1k"],
  [1_499, "1k"],
  [1_500, "2k"],
  [37_500, "38k"],
  [38_499, "38k"],
  [99_499, "99k"],
  [560_000, "560k"],
  [999_499, "999k"],
  [999_500, "1M"],
  [1_000_000, "1M"],
  [1_049_999, "1M"],
  [1_050_001, "1.1M"],
  [1_234_567, "1.2M"],
  [9_960_000, "10M"],
  [12_340_000, "12.3M"],
]);

table("formatDuration", formatDuration, [
  [-5, "0s"],
  [0, "0s"],
  [0.9, "0s"],
  [59, "59s"],
  [59.9, "59s"],
  [60, "1m"],
  [119, "1m"],
  [HOUR - 1, "59m"],
  [HOUR, "1h"],
  [4 * HOUR + 38 * MINUTE + 59, "4h 38m"],
  [DAY - 1, "23h 59m"],
  [DAY, "1d"],
  [DAY + 6 * HOUR + 59 * MINUTE, "1d 6h"],
  [7 * DAY, "7d"],
]);

table("formatUsd", formatUsd, [
  [0, "$0.00"],
  [0.005, "$0.01"],
  [0.01, "$0.01"],
  [26.03, "$26.03"],
  [51.629999999, "$51.63"],
  [1234.5, "$1234.50"],
]);

function fixed(name: string, offsetMin: number): Zone {
  return { name, offsetMin: () => offsetMin };
}

// 2025-07-01T00:12:00Z
const AT = 1_751_328_720;

table("formatClock (UTC)", (at) => formatClock(at, fixed("UTC", 0)), [
  [AT, "00:12"],
  [AT - 12 * MINUTE, "00:00"],
  [AT - 12 * MINUTE - 1, "23:59"],
  [AT + 47 * MINUTE + 59, "00:59"],
  [AT + 48 * MINUTE, "01:00"],
]);

const CLOCKS: readonly (readonly [string, number, string])[] = [
  ["Asia/Tokyo", 540, "Tue, Jul 1, 09:12 Asia/Tokyo"],
  ["Asia/Kolkata", 330, "Tue, Jul 1, 05:42 Asia/Kolkata"],
  ["Asia/Kathmandu", 345, "Tue, Jul 1, 05:57 Asia/Kathmandu"],
  ["America/St_Johns", -150, "Mon, Jun 30, 21:42 America/St_Johns"],
  ["Pacific/Kiritimati", 840, "Tue, Jul 1, 14:12 Pacific/Kiritimati"],
  ["Pacific/Niue", -660, "Mon, Jun 30, 13:12 Pacific/Niue"],
  ["UTC", 0, "Tue, Jul 1, 00:12 UTC"],
  ["UTC-3:30", -210, "Mon, Jun 30, 20:42 UTC-3:30"],
];

for (const [name, offsetMin, expected] of CLOCKS) {
  Deno.test(`formatNow() tells the time in ${name}`, () => {
    assertEquals(formatNow(AT, fixed(name, offsetMin)), expected);
  });
}

// Berlin springs forward on 2026-03-29 at 01:00Z and falls back on 2026-10-25 at 01:00Z.
const SPRING = 1_774_746_000;
const AUTUMN = 1_792_890_000;
const BERLIN: Zone = {
  name: "Europe/Berlin",
  offsetMin: (at) => at >= SPRING && at < AUTUMN ? 120 : 60,
};

Deno.test("formatClock() skips the hour that spring takes away", () => {
  assertEquals([-1, 0].map((shift) => formatClock(SPRING + shift, BERLIN)), ["01:59", "03:00"]);
});

Deno.test("formatClock() tells the hour that autumn gives twice", () => {
  const at = [AUTUMN - HOUR, AUTUMN - 1, AUTUMN, AUTUMN + HOUR];
  assertEquals(at.map((instant) => formatClock(instant, BERLIN)), [
    "02:00",
    "02:59",
    "02:00",
    "03:00",
  ]);
});

Deno.test("formatInstant() uses the offset of that instant, not of now", () => {
  assertEquals(formatInstant(SPRING + HOUR, SPRING - HOUR, BERLIN), "04:00");
  assertEquals(formatInstant(SPRING + 2 * DAY, SPRING - HOUR, BERLIN), "Tue 03:00");
});

Deno.test("formatInstant() adds what tells the day apart, as far as it is away", () => {
  const tokyo = fixed("Asia/Tokyo", 540);
  const shown = [
    0,
    DAY - 1,
    DAY,
    3 * DAY,
    7 * DAY - 1,
    7 * DAY,
    30 * DAY,
    -(DAY - 1),
    -DAY,
    -7 * DAY,
  ].map((distance) => formatInstant(AT + distance, AT, tokyo));
  assertEquals(shown, [
    "09:12",
    "09:11",
    "Wed 09:12",
    "Fri 09:12",
    "Tue 09:11",
    "Jul 8 09:12",
    "Jul 31 09:12",
    "09:12",
    "Mon 09:12",
    "Jun 24 09:12",
  ]);
});
