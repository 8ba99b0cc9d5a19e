// Two accounts under one configuration directory and the sessions that spend them. Every session's
// client tells truthfully what its own last response said. Of a login elsewhere nobody tells tokenroom;
// of one inside a session its client does, and withdraws its figures.

import { assertEquals } from "@std/assert";
import { phaseDistance } from "../../../src/decide/attribution.ts";
import { HOOK_BUSY_MS, openStore } from "../../../src/io/store/database.ts";
import { readSession } from "../../../src/io/store/sessions.ts";
import { writeProfile } from "../../../src/io/store/profiles.ts";
import { DAY, type EpochSec, HOUR } from "../../../src/model/units.ts";
import { type FakeHost, NOW } from "../../support/fake_host.ts";
import { feedHook, stamp } from "../../support/hook.ts";
import { anEvent, aPayload } from "../../support/reports.ts";
import { tap } from "../../support/tap.ts";

/** One thing that happens; `afterSec` seconds after the one before. */
export interface Step {
  readonly afterSec: number;
  readonly session: number;
  readonly kind: "respond" | "render" | "prompt" | "login" | "login-all" | "sign-in" | "skew";
  readonly spend: number;
  readonly skewSec: number;
}

/** What was rendered for a session. */
export interface Rendered {
  readonly text: string;
  /** The account that its last response was of; null: it had none. */
  readonly account: number | null;
}

interface Budget {
  left: number;
  resetAt: EpochSec;
}

interface Account {
  readonly five: Budget;
  readonly week: Budget;
}

interface Client {
  login: number;
  costUsd: number;
  answer: { readonly account: number; readonly five: Budget; readonly week: Budget } | null;
}

/** The names of the two accounts; what is left of one is always even, of the other always odd. */
export const NAMES = ["even", "odd"] as const;

/** Sessions of the world. */
export const SESSIONS = 5;

/** Two accounts that tokenroom knows by name, each from a session of its own. */
export async function openWorld(host: FakeHost, phases: readonly [number, number]) {
  let [now, skewSec] = [NOW, 0];
  const accounts: Account[] = phases.map((phase, parity) => ({
    five: { left: 100 - parity, resetAt: NOW + HOUR * (1 + 3 * parity) },
    week: { left: 100 - parity, resetAt: NOW + phase },
  }));
  const clients: Client[] = Array.from(
    { length: SESSIONS },
    (_, index) => ({ login: index % 2, costUsd: 0, answer: null }),
  );
  host.setEnv({ NO_COLOR: "1" });

  const client = (index: number) => clients[index % SESSIONS] as Client;
  const id = (index: number) => `session-${index % SESSIONS}`;
  const tick = (sec: number) => {
    // Beyond two weeks an account counts as gone, and the other one as the only one.
    now = Math.min(now + sec, NOW + 4 * DAY);
    host.setNow(now + skewSec);
  };

  // Windows that reset within minutes of each other are one account's for all that anyone can tell.
  function nextReset(login: number, length: number): EpochSec {
    const { five, week } = accounts[1 - login] as Account;
    const isWeek = length === 7 * DAY;
    const apart = isWeek
      ? phaseDistance(week.resetAt, now + length)
      : Math.abs(five.resetAt - now - length);
    return now + length + (apart < HOUR ? 2 * HOUR : 0);
  }

  function respond(index: number, spend: number): void {
    const { login } = client(index);
    const { five, week } = accounts[login] as Account;
    for (const [budget, length] of [[five, 5 * HOUR], [week, 7 * DAY]] as const) {
      // An account that nobody used begins its next window with its next response.
      if (now >= budget.resetAt) {
        Object.assign(budget, { left: 100 - login, resetAt: nextReset(login, length) });
      }
      budget.left = Math.max(login, budget.left - 2 * spend);
    }
    const answer = { account: login, five: { ...five }, week: { ...week } };
    Object.assign(client(index), { answer, costUsd: client(index).costUsd + 0.01 });
  }

  async function render(index: number): Promise<Rendered> {
    const { answer, costUsd } = client(index);
    const payload = aPayload(host, {
      session: id(index),
      costUsd,
      ...(answer === null ? { usedPct: null, contextTokens: null } : {}),
    });
    if (answer !== null) {
      // The client leaves out a window whose reset has passed by its own clock.
      const running = (budget: Budget) => budget.resetAt > now + skewSec;
      const told = ({ left, resetAt }: Budget) => ({
        used_percentage: 100 - left,
        resets_at: resetAt,
      });
      payload.rate_limits = {
        ...(running(answer.five) ? { five_hour: told(answer.five) } : {}),
        ...(running(answer.week) ? { seven_day: told(answer.week) } : {}),
      };
    }
    return { text: await tap(host, JSON.stringify(payload)), account: answer?.account ?? null };
  }

  for (const index of [0, 1]) {
    await render(index);
    respond(index, 1);
    await render(index);
    const store = openStore(host.state, HOOK_BUSY_MS, host.now());
    const account = readSession(store, id(index))?.account ?? "";
    writeProfile(store, { name: NAMES[index] ?? "", account, configDir: null }, NOW);
  }

  return {
    /** The account that a session's last response was of; null: it had none. */
    accountOf: (sessionId: string): number | null =>
      client(Number(sessionId.split("-").at(-1))).answer?.account ?? null,
    step: async (step: Step): Promise<Rendered | null> => {
      tick(step.afterSec);
      switch (step.kind) {
        case "respond":
          respond(step.session, step.spend);
          return await render(step.session);
        case "render":
          return await render(step.session);
        case "prompt": {
          const text = await stamp(host, { session_id: id(step.session) });
          const account = client(step.session).answer?.account ?? null;
          return text === null ? null : { text, account };
        }
        case "login":
          client(step.session).login = 1 - client(step.session).login;
          return null;
        case "sign-in": {
          Object.assign(client(step.session), { login: step.spend % 2, costUsd: 0, answer: null });
          const event = anEvent(host, "Notification-auth_success", {
            session_id: id(step.session),
          });
          assertEquals(await feedHook(host, "notification", JSON.stringify(event)), "");
          return null;
        }
        case "login-all":
          for (const each of clients) each.login = step.spend % 2;
          return null;
        case "skew":
          skewSec = step.skewSec;
          return null;
      }
    },
  };
}
