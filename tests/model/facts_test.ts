import { assertEquals } from "@std/assert";
import { type Facts, uncommitted } from "../../src/model/facts.ts";

const list = (count: number, atLeast = false) => ({ count, names: [], atLeast });
const changes = (count: number, atLeast = false) => ({
  ...list(count, atLeast),
  staged: 0,
  conflicted: 0,
});

/** Facts of a work tree with nothing to tell. */
function someFacts(given: Partial<Facts> = {}): Facts {
  return {
    root: "/work",
    head: { kind: "branch", name: "main" },
    changed: changes(0),
    untracked: list(0),
    commits: [],
    stashes: 0,
    ...given,
  };
}

Deno.test("uncommitted() adds changed and new files", () => {
  const facts = someFacts({ changed: changes(2), untracked: list(3) });
  assertEquals(uncommitted(facts), { count: 5, atLeast: false });
});

Deno.test("uncommitted() says at least where a list was cut or is not known", () => {
  const atLeastTwo = { count: 2, atLeast: true };
  assertEquals(uncommitted(someFacts({ changed: changes(2, true) })), atLeastTwo);
  assertEquals(uncommitted(someFacts({ untracked: list(2, true) })), atLeastTwo);
  assertEquals(uncommitted(someFacts({ changed: changes(2), untracked: null })), atLeastTwo);
  assertEquals(uncommitted(someFacts({ changed: null, untracked: list(2) })), atLeastTwo);
  assertEquals(uncommitted(someFacts({ changed: null, untracked: null })), null);
});
