import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { run as line } from "../../src/commands/line.ts";
import { run as status } from "../../src/commands/status.ts";
import { readFaults } from "../../src/io/faults.ts";
import type { Command } from "../../src/io/host.ts";
import { DAY, HOUR } from "../../src/model/units.ts";
import { type FakeHost, withFakeHost } from "../support/fake_host.ts";
import { holdsInTime } from "../support/property.ts";
import { NAMES, openWorld, type Rendered, SESSIONS, type Step } from "./support/two_accounts.ts";

const LIMIT_MS = 3_000;

const step: fc.Arbitrary<Step> = fc.record({
  afterSec: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 600 }) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 12 * HOUR }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 * DAY }) },
  ),
  session: fc.nat(SESSIONS - 1),
  kind: fc.constantFrom(
    "respond",
    "respond",
    "respond",
    "render",
    "render",
    "prompt",
    "prompt",
    "login",
    "login-all",
    "sign-in",
    "skew",
  ),
  spend: fc.nat(12),
  skewSec: fc.oneof(
    fc.constant(0),
    fc.integer({ min: -DAY / 2, max: DAY / 2 }),
    // An account not seen for two weeks by the clock counts as gone, and the other as the only one.
    fc.integer({ min: -4.5 * DAY, max: 4.5 * DAY }),
  ),
});

// Weeks that reset hours apart, closer ones are one account's for all that anyone can tell; and both
// end within the days that are played.
const phases = fc.tuple(
  fc.integer({ min: 2 * HOUR, max: 30 * HOUR }),
  fc.integer({ min: 32 * HOUR, max: 3 * DAY }),
);

Deno.test("whatever two accounts and five sessions do, every figure is of the right account or none is shown", () =>
  holdsInTime(
    fc.asyncProperty(
      phases,
      fc.array(step, { minLength: 15, maxLength: 60 }),
      async (at, steps) => {
        await withFakeHost({}, async (host) => {
          const world = await openWorld(host, at);
          for (const each of steps) {
            const rendered = await world.step(each);
            if (rendered === null) continue;
            check(rendered);
            if (each.kind === "prompt") continue;
            check({ ...rendered, text: await textOf(host, line) });
            // The session that reported last by the clock, which may have gone back.
            const { session } = JSON.parse(await textOf(host, status, "--json"));
            check({ account: world.accountOf(session.id), text: await textOf(host, status) });
          }
          assertEquals(readFaults(host.state), []);
        });
      },
    ),
    LIMIT_MS,
  ));

async function textOf(host: FakeHost, command: Command, ...args: string[]): Promise<string> {
  host.clear();
  await command(args, host);
  return host.out();
}

function check({ text, account }: Rendered): void {
  const own = text.replaceAll(/'(\w+)' has (\d+)% left/g, (_, name, left) => {
    assert(NAMES[left % 2] === name, `${name} has not ${left}% left: ${text}`);
    return "";
  }).replaceAll(
    /\(its last, \w+: (\d+)% left, (?:is from before|was '(\w+)''s)\)/g,
    (_, left, whose) => {
      const isRight = whose === undefined || whose === NAMES[left % 2];
      assert(isRight, `${left}% was not ${whose}'s: ${text}`);
      return "";
    },
  ).replaceAll(/ctx \d+%|context +\d+% left/g, "");
  const figures = [...own.matchAll(/(\d+)%(?! of)/g)].map(([, left]) => Number(left));
  const isRight = (left: number) => account !== null && left % 2 === account;
  // A pace is no figure of what is left.
  if (!own.includes("weekly pace")) {
    assert(figures.every(isRight), `${figures} shown to ${account && NAMES[account]}: ${text}`);
  }
  const [, name] = /now on '(\w+)'/.exec(own) ?? [];
  assert(
    name === undefined || name === NAMES[account ?? -1],
    `${name} named to ${account}: ${text}`,
  );
}
