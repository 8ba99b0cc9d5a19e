import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decideOwner } from "../../src/decide/owner.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { NOW } from "../support/fake_host.ts";
import { holds } from "../support/property.ts";

const WEEK = 7 * DAY;

const clockError = fc.oneof(
  fc.integer({ min: -3 * HOUR, max: 3 * HOUR }),
  fc.integer({ min: -6 * DAY, max: 6 * DAY }),
);

/** What one account did, here or on other machines, as times before now in seconds. */
const past = fc.record({
  weekEndedAgo: fc.integer({ min: 0, max: 6 * DAY }),
  /** Of the former week's end; the five hours that are known here began before it. */
  fiveHoursEndedAfter: fc.integer({ min: -4 * HOUR, max: 5 * HOUR - MINUTE }),
  weekBegan: fc.double({ min: 0, max: 1, noNaN: true }),
  fiveHoursBeganAgo: fc.integer({ min: 0, max: 5 * HOUR - 1 }),
});

Deno.test("one account stays one whatever its next week and the clock of this machine", () =>
  holds(
    fc.property(past, clockError, fc.boolean(), (it, error, isKnownSession) => {
      const endedAt = NOW - it.weekEndedAgo;
      const knownFive = endedAt + it.fiveHoursEndedAfter;
      const weekAt = endedAt + Math.round(it.weekBegan * it.weekEndedAgo);
      // Five hours begin with a response: in the new week, and not before the former ones ended.
      const fiveAt = Math.max(NOW - it.fiveHoursBeganAgo, weekAt, knownFive);
      if (fiveAt > NOW) return;
      const clock = NOW + error;
      const windows = [
        { key: "five_hour", headroomPct: 95, resetAt: fiveAt + 5 * HOUR },
        { key: "seven_day", headroomPct: 95, resetAt: weekAt + WEEK },
        // The client leaves out what is over by its clock.
      ].filter(({ resetAt }) => resetAt > clock);
      const account = {
        key: "a",
        configDir: "/c",
        weeklyResetAt: endedAt,
        firstSeenAt: endedAt - 30 * DAY,
        seenAt: endedAt,
      };
      const owner = decideOwner([account], {
        windows,
        configDir: "/c",
        sessionAccount: isKnownSession ? "a" : null,
        fiveHoursOf: () => knownFive,
      }, clock);
      assertEquals(owner?.key ?? "a", "a");
    }),
    50_000,
  ));
