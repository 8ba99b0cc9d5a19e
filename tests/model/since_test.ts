import { assertEquals } from "@std/assert";
import { parseSince } from "../../src/model/since.ts";
import { DAY, HOUR } from "../../src/model/units.ts";
import { NOW } from "../support/fake_host.ts";

const TOKYO = { name: "Asia/Tokyo", offsetMin: () => 540 };
// NOW is 2026-07-01T09:12 in Tokyo.
const MIDNIGHT = NOW - 9 * HOUR - 12 * 60;

Deno.test("parseSince() counts spans back and takes a date for the begin of its day", () => {
  const cases: readonly (readonly [string, number | null])[] = [
    ["2h", NOW - 2 * HOUR],
    [" 7d ", NOW - 7 * DAY],
    ["2026-07-01", MIDNIGHT],
    ["2026-06-30", MIDNIGHT - DAY],
    ["2026-06-30T18:00", MIDNIGHT - 6 * HOUR],
    ["2026-06-30 18:00", MIDNIGHT - 6 * HOUR],
    ["yesterday", null],
    ["2026-13-01", null],
    ["", null],
    ["-2h", null],
  ];
  for (const [text, expected] of cases) assertEquals(parseSince(text, NOW, TOKYO), expected, text);
});
