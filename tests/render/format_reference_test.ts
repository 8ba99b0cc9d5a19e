// The pure layers have neither Date nor Intl, so their calendar is held to the platform's here.

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Zone } from "../../src/model/units.ts";
import { formatNow } from "../../src/render/format.ts";
import { holds } from "../support/property.ts";

const PARTS: Intl.DateTimeFormatOptions = {
  weekday: "short",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
};

function reference(at: number, format: Intl.DateTimeFormat, zone: string): string {
  const parts = Object.fromEntries(
    format.formatToParts(at * 1000).map(({ type, value }) => [type, value]),
  );
  return `${parts.weekday}, ${parts.month} ${parts.day}, ${parts.hour}:${parts.minute} ${zone}`;
}

// 2001 to 2100: every kind of leap year that a session will meet, and the one that is none.
const instant = fc.integer({ min: 1_000_000_000, max: 4_133_980_799 });

Deno.test("formatNow() agrees with the platform at any instant and offset", () => {
  const utc = new Intl.DateTimeFormat("en-US", { ...PARTS, timeZone: "UTC" });
  const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });
  holds(
    fc.property(instant, offset, (at, offsetMin) => {
      const zone: Zone = { name: "Here", offsetMin: () => offsetMin };
      assertEquals(formatNow(at, zone), reference(at + offsetMin * 60, utc, "Here"));
    }),
    2000,
  );
});

Deno.test("formatNow() agrees with the platform on every day from 2001 to 2100", () => {
  const utc = new Intl.DateTimeFormat("en-US", { ...PARTS, timeZone: "UTC" });
  const zone: Zone = { name: "UTC", offsetMin: () => 0 };
  for (let at = 978_307_200; at < 4_133_980_800; at += 86_400) {
    if (formatNow(at, zone) !== reference(at, utc, "UTC")) {
      assertEquals(formatNow(at, zone), reference(at, utc, "UTC"));
    }
  }
});

const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Chatham",
  "Pacific/Apia",
  "Africa/Casablanca",
];

for (const name of ZONES) {
  Deno.test(`formatNow() agrees with the platform in ${name}, daylight saving and all`, () => {
    const local = new Intl.DateTimeFormat("en-US", { ...PARTS, timeZone: name });
    const zone: Zone = { name, offsetMin: offsetFrom(name) };
    holds(
      fc.property(instant, (at) => {
        assertEquals(formatNow(at, zone), reference(at, local, name));
      }),
      150,
    );
  });
}

function offsetFrom(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  return (at) => {
    const name = format.formatToParts(at * 1000).find(({ type }) => type === "timeZoneName");
    const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)$/.exec(name?.value ?? "") ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
  };
}
