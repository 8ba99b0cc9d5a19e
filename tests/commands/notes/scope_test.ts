// Nothing of another project or another session ever appears: random notes of random sessions, read
// by each session and each project in turn, against what a plain list of them says.

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Owner,
  saveCheckpoint,
  saveHandoff,
  savePin,
  unpin,
} from "../../../src/commands/notes/save.ts";
import { readHandoffFile } from "../../../src/io/handoff_file.ts";
import { readCheckpoint, readProjectCheckpoint } from "../../../src/io/store/checkpoints.ts";
import { COMMAND_BUSY_MS, openStore, type Store } from "../../../src/io/store/database.ts";
import { readHandoff, readProjectHandoffs } from "../../../src/io/store/handoffs.ts";
import { readPins, readPinsOfProject } from "../../../src/io/store/pins.ts";
import { type Pin, PINS_PER_SCOPE } from "../../../src/model/pin.ts";
import { NOW } from "../../support/fake_host.ts";
import { holds } from "../../support/property.ts";
import { openScratch } from "../../support/scratch.ts";

// Names that contain one another, and a session without a project.
const PROJECTS = ["/p", "/p/sub", "/p%", null] as const;
const SESSIONS: readonly Owner[] = ["s", "s-1", "s-1x", "s-1.md", "s_1", "s-"].map((id, index) => ({
  id,
  projectDir: PROJECTS[index % PROJECTS.length] ?? null,
  account: null,
}));

type Step =
  | { readonly do: "checkpoint" | "handoff"; readonly who: Owner }
  | {
    readonly do: "pin";
    readonly who: Owner;
    readonly reach: "session" | "project" | "everywhere";
    readonly forSec: number | null;
  }
  | { readonly do: "unpin"; readonly nth: number };

function anyStep(): fc.Arbitrary<Step> {
  const who = fc.constantFrom(...SESSIONS);
  return fc.oneof(
    fc.record({ do: fc.constantFrom("checkpoint" as const, "handoff" as const), who }),
    fc.record({
      do: fc.constant("pin" as const),
      who,
      reach: fc.constantFrom("session" as const, "project" as const, "everywhere" as const),
      forSec: fc.option(fc.integer({ min: 1, max: 20 })),
    }),
    fc.record({ do: fc.constant("unpin" as const), nth: fc.nat(20) }),
  );
}

/** What a plain reading of the rules says is there. */
interface Expected {
  readonly checkpoints: Map<string, { readonly who: Owner; readonly task: string }>;
  readonly handoffs: Map<string, { readonly who: Owner; readonly text: string }>;
  pins: Pin[];
}

function take(store: Store, dir: string, step: Step, expected: Expected, n: number): void {
  const now = NOW + n;
  const { checkpoints, handoffs } = expected;
  switch (step.do) {
    case "checkpoint": {
      const task = `task ${n}`;
      saveCheckpoint(store, step.who, { task, decisions: [], ruledOut: [], nextSteps: [] }, now);
      checkpoints.delete(step.who.id);
      checkpoints.set(step.who.id, { who: step.who, task });
      break;
    }
    case "handoff":
      saveHandoff(store, dir, step.who, `text ${n}`, now);
      handoffs.delete(step.who.id);
      handoffs.set(step.who.id, { who: step.who, text: `text ${n}` });
      break;
    case "pin": {
      const { id, projectDir } = step.who;
      const isOwn = step.reach === "session" || step.reach === "project" && projectDir === null;
      const saved = savePin(store, {
        sessionId: isOwn ? id : null,
        projectDir: step.reach === "everywhere" ? null : projectDir,
        author: "agent",
        text: `pin ${n}`,
        expiresAt: step.forSec === null ? null : now + step.forSec,
      }, now);
      if (saved.kind === "saved") expected.pins.push(saved.pin);
      break;
    }
    case "unpin": {
      const pin = expected.pins[step.nth];
      if (pin !== undefined) unpin(store, pin, "person", now);
      expected.pins = expected.pins.filter((other) => other !== pin);
    }
  }
}

function isEverywhere({ sessionId, projectDir }: Pin): boolean {
  return sessionId === null && projectDir === null;
}

function check(store: Store, dir: string, expected: Expected, now: number): void {
  const holding = expected.pins.filter(({ expiresAt }) => expiresAt === null || now < expiresAt);
  const ids = (pins: readonly Pin[]) => pins.map(({ id }) => id);
  for (const { id, projectDir } of SESSIONS) {
    assertEquals(readCheckpoint(store, id)?.note.task, expected.checkpoints.get(id)?.task);
    assertEquals(readHandoff(store, id)?.sessionId, expected.handoffs.has(id) ? id : undefined);
    assertEquals(readHandoffFile(dir, id) ?? undefined, expected.handoffs.get(id)?.text);
    const mine = holding.filter((pin) =>
      pin.sessionId === id ||
      (pin.sessionId === null && (pin.projectDir === null || pin.projectDir === projectDir))
    );
    assertEquals(ids(readPins(store, { sessionId: id, projectDir }, now)), ids(mine));
    const own = mine.filter((pin) => pin.sessionId === id).length;
    assertEquals([own > PINS_PER_SCOPE, mine.length - own > PINS_PER_SCOPE], [false, false]);
  }
  for (const project of PROJECTS) {
    if (project === null) continue;
    const ofProject = <T extends { who: Owner }>(notes: Map<string, T>) =>
      [...notes.values()].filter(({ who }) => who.projectDir === project);
    const [newest] = ofProject(expected.checkpoints).toReversed();
    assertEquals(readProjectCheckpoint(store, project)?.note.task, newest?.task);
    assertEquals(
      readProjectHandoffs(store, project, 99).map(({ sessionId }) => sessionId),
      ofProject(expected.handoffs).toReversed().map(({ who }) => who.id),
    );
    assertEquals(
      ids(readPinsOfProject(store, project, now)),
      ids(holding.filter((pin) => pin.projectDir === project || isEverywhere(pin))),
    );
  }
}

Deno.test("each session and each project finds its own notes, the latest, and no other's", () =>
  holds(
    fc.property(fc.array(anyStep(), { maxLength: 40 }), (steps) => {
      using scratch = openScratch();
      const store = openStore(scratch.path, COMMAND_BUSY_MS, NOW);
      const expected: Expected = { checkpoints: new Map(), handoffs: new Map(), pins: [] };
      steps.forEach((step, n) => take(store, scratch.path, step, expected, n));
      check(store, scratch.path, expected, NOW + steps.length);
      store.db.close();
    }),
    60,
  ));
