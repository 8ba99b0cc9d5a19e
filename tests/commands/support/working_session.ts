// A session in the middle of work: a repository with changes, notes, pins, and a transcript.

import { join } from "@std/path";
import { saveCheckpoint, saveHandoff, savePin } from "../../../src/commands/notes/save.ts";
import { HOOK_BUSY_MS, openStore, type Store } from "../../../src/io/store/database.ts";
import { readSession } from "../../../src/io/store/sessions.ts";
import type { CheckpointNote } from "../../../src/model/checkpoint.ts";
import type { FakeHost } from "../../support/fake_host.ts";
import { GIT_ENVIRONMENT, makeCommitted, type Repository } from "../../support/repository.ts";
import { editLine, failureLines, promptLine } from "../../support/transcript.ts";
import { type Conversation, converse } from "./conversation.ts";

export const NOTE: CheckpointNote = {
  task: "Move the parser to a table",
  decisions: ["one table a dialect, because the keys clash"],
  ruledOut: ["a generated parser: too slow to build"],
  nextSteps: ["port dialect B", "run tests/parser_test.ts"],
};

/** A session at work, and what its client asks around a compaction. */
export interface WorkingSession extends Conversation {
  readonly repository: Repository;
  readonly store: () => Store;
  /** Before a compaction: what is printed. */
  readonly compacts: (trigger?: "auto" | "manual", given?: Fields) => Promise<string>;
  /** After it: the text for the model, or null. */
  readonly comesBack: (given?: Fields) => Promise<string | null>;
  readonly checkpoint: (note?: CheckpointNote) => void;
  readonly handoff: (text: string) => void;
  readonly pin: (text: string, author?: "person" | "agent") => void;
}

type Fields = Readonly<Record<string, unknown>>;

/** Opens a session on a machine that has git. `id`: names session and repository. */
export function workOn(host: FakeHost, id = "session-1"): WorkingSession {
  const repository = makeCommitted(join(host.dir, `project of ${id}`), ["First", "Second"]);
  repository.write("a.txt", "changed\n");
  repository.write("src/new.ts");
  host.setEnv({ PATH: GIT_ENVIRONMENT.PATH, CLAUDE_PROJECT_DIR: repository.root });
  const session = converse(host, id);
  const cwd = repository.root;
  const store = () => openStore(host.state, HOOK_BUSY_MS, host.now());
  const owner = { id, projectDir: cwd, account: null };
  return {
    ...session,
    repository,
    store,
    compacts: (trigger = "auto", given = {}) =>
      session.hook("pre-compact", "PreCompact-auto", { cwd, trigger, ...given }),
    comesBack: async (given = {}) =>
      contextOf(await session.hook("session-start", "SessionStart-compact", { cwd, ...given })),
    checkpoint: (note = NOTE) => void saveCheckpoint(store(), owner, note, host.now()),
    handoff: (text) => void saveHandoff(store(), host.state, owner, text, host.now()),
    pin: (text, author = "person") => {
      const projectDir = readSession(store(), id)?.projectDir ?? cwd;
      const scope = { sessionId: author === "agent" ? id : null, projectDir };
      savePin(store(), { ...scope, author, text, expiresAt: null }, host.now());
    },
  };
}

/** Writes a first exchange: two prompts, a failed command, an edit. */
export function talk(session: WorkingSession, at: number): void {
  session.write(promptLine("Port the parser to a table. Never touch src/legacy.", at));
  session.write(failureLines("deno test parser", "error: 3 tests failed\n  at line 7", at + 1));
  session.write(editLine(join(session.repository.root, "src/new.ts"), at + 2));
  session.write(promptLine("Good. Don't push to main before I say so.", at + 3));
}

function contextOf(out: string): string | null {
  return out === "" ? null : JSON.parse(out).hookSpecificOutput.additionalContext;
}
