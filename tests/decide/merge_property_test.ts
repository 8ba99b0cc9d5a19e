import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { holds } from "../support/property.ts";
import { startWorld, type Step, type World } from "./support/truthful_sessions.ts";

// Nobody spends half a window in ten minutes: the rule for rollovers stands on that.
const LEAST_GAP_SEC = 20;
const MOST_PER_RESPONSE = 10;
// Responses of one session after which an early reset is believed, whatever the others said.
const RECOVERY = 3;

const when = {
  session: fc.nat(3),
  afterSec: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: LEAST_GAP_SEC, max: 300 }) },
    { weight: 1, arbitrary: fc.integer({ min: LEAST_GAP_SEC, max: 9000 }) },
  ),
};
const header: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("header" as const),
  ...when,
  spentPct: fc.nat(MOST_PER_RESPONSE).map((tenths) => tenths / 10),
});
const finish: fc.Arbitrary<Step> = fc.record({ kind: fc.constant("finish" as const), ...when });
const report: fc.Arbitrary<Step> = fc.record({ kind: fc.constant("report" as const), ...when });
const earlyReset: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("early-reset" as const),
  ...when,
  movesDate: fc.boolean(),
});

const ordinary = fc.array(
  fc.oneof({ weight: 3, arbitrary: header }, finish, { weight: 3, arbitrary: report }),
  { maxLength: 150, size: "max" },
);
const withEarlyResets = fc.array(
  fc.oneof({ weight: 10, arbitrary: header }, { weight: 3, arbitrary: finish }, {
    weight: 10,
    arbitrary: report,
  }, { weight: 1, arbitrary: earlyReset }),
  { maxLength: 150, size: "max" },
);

function standsAt(world: World): number | null {
  const standing = world.replay.standing();
  const over = standing?.resetAt === null || (standing?.resetAt ?? 0) <= world.now();
  return standing === null || over ? null : standing.headroomPct;
}

Deno.test("the figure is never better than the newest response said, once that is reported", () => {
  holds(
    fc.property(fc.integer({ min: 1, max: 4 }), withEarlyResets, (sessionCount, steps) => {
      const world = startWorld(sessionCount);
      for (const step of steps) {
        world.step(step);
        const truth = world.newestReported();
        if (truth === null || truth.resetAt <= world.now()) continue;
        const stands = standsAt(world);
        assert(
          stands !== null && stands <= truth.leftPct,
          `${stands} where ${truth.leftPct} is left`,
        );
      }
    }),
    300,
  );
});

Deno.test("without early resets the figure is what the newest response said, once it is reported", () => {
  holds(
    fc.property(fc.integer({ min: 1, max: 4 }), ordinary, (sessionCount, steps) => {
      const world = startWorld(sessionCount);
      for (const step of steps) {
        world.step(step);
        const truth = world.newestReported();
        if (truth === null || truth.resetAt <= world.now()) continue;
        assertEquals(standsAt(world), truth.leftPct);
      }
    }),
    300,
  );
});

Deno.test("after early resets the figure is true again with the third response of one session", () => {
  const count = fc.integer({ min: 1, max: 4 });
  holds(
    fc.property(count, withEarlyResets, fc.nat(3), (sessionCount, steps, session) => {
      const world = startWorld(sessionCount);
      steps.forEach(world.step);
      world.settle();
      for (let response = 0; response < RECOVERY; response++) {
        world.step({ kind: "header", session, afterSec: LEAST_GAP_SEC, spentPct: 0.1 });
        world.settle();
      }
      const truth = world.newestReported();
      fc.pre(truth !== null && truth.resetAt > world.now());
      assertEquals(standsAt(world), truth?.leftPct);
    }),
    300,
  );
});
