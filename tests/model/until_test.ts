import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { DAY, HOUR, MINUTE, type Zone } from "../../src/model/units.ts";
import { parseUntil } from "../../src/model/until.ts";
import { holds } from "../support/property.ts";

const NOW = Date.UTC(2026, 5, 1, 12) / 1000;
const UTC: Zone = { name: "UTC", offsetMin: () => 0 };
/** Leaves standard time for summer time at 01:00 UTC on March 29, 2026, and comes back in October. */
const BERLIN: Zone = {
  name: "Europe/Berlin",
  offsetMin: (at) =>
    at >= Date.UTC(2026, 2, 29, 1) / 1000 && at < Date.UTC(2026, 9, 25, 1) / 1000 ? 120 : 60,
};

const SPANS: readonly (readonly [string, number])[] = [
  ["90m", 90 * MINUTE],
  ["12h", 12 * HOUR],
  ["7d", 7 * DAY],
  ["2w", 14 * DAY],
  [" 1d ", DAY],
  ["3660d", 3660 * DAY],
  ["0d", 0],
];

for (const [text, seconds] of SPANS) {
  Deno.test(`parseUntil() counts a span from now: ${JSON.stringify(text)}`, () => {
    assertEquals(parseUntil(text, NOW, UTC), NOW + seconds);
  });
}

const INSTANTS: readonly (readonly [string, Zone, number])[] = [
  ["2026-06-16", UTC, Date.UTC(2026, 5, 17)],
  ["2026-06-16", BERLIN, Date.UTC(2026, 5, 16, 22)],
  ["2026-06-16T18:30", BERLIN, Date.UTC(2026, 5, 16, 16, 30)],
  ["2026-06-16 18:30", UTC, Date.UTC(2026, 5, 16, 18, 30)],
  ["2026-12-31", BERLIN, Date.UTC(2026, 11, 31, 23)],
  ["2026-03-28", BERLIN, Date.UTC(2026, 2, 28, 23)],
  ["2026-03-29", BERLIN, Date.UTC(2026, 2, 29, 22)],
  ["2026-10-25T03:00", BERLIN, Date.UTC(2026, 9, 25, 2)],
  ["2028-02-29", UTC, Date.UTC(2028, 2, 1)],
  ["2027-03-01T00:00", UTC, Date.UTC(2027, 2, 1)],
];

for (const [text, zone, expected] of INSTANTS) {
  Deno.test(`parseUntil() reads local time, a day to its end: ${text} ${zone.name}`, () => {
    assertEquals(parseUntil(text, NOW, zone), expected / 1000);
  });
}

const NONE = [
  "",
  "7",
  "d",
  "-7d",
  "7.5d",
  "7 d",
  "7y",
  "3661d",
  "9999999d",
  "tomorrow",
  "16.06.2026",
  "2026-6-16",
  "2026-00-10",
  "2026-13-01",
  "2026-06-31",
  "2026-06-00",
  "2027-02-29",
  "2100-02-29",
  "1969-12-31",
  "2026-06-16T24:00",
  "2026-06-16T12:60",
  "2026-06-16T12",
  "2026-06-16x",
];

for (const text of NONE) {
  Deno.test(`parseUntil() knows no such end: ${JSON.stringify(text)}`, () => {
    assertEquals(parseUntil(text, NOW, UTC), null);
  });
}

Deno.test("parseUntil() agrees with the calendar on every date", () =>
  holds(
    fc.property(fc.integer({ min: 0, max: 60_000 }), (days) => {
      const date = new Date(days * DAY * 1000).toISOString().slice(0, 10);
      assertEquals(parseUntil(`${date}T00:00`, NOW, UTC), days * DAY);
    }),
  ));
