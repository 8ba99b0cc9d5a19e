import { assert, assertEquals } from "@std/assert";
import { explain } from "../../src/render/failure.ts";

Deno.test("explain() tells the first sentence of an error and no stack", () => {
  assertEquals(
    explain(new Error("the store is newer\n    at file:///x.ts:1:1")),
    "the store is newer",
  );
});

Deno.test("explain() tells what to do where the seal forbids something", () => {
  const cause = new Error(
    'Requires write access to "/x", specify the required permissions during compilation',
  );
  cause.name = "NotCapable";
  assertEquals(
    explain(cause),
    'the seal does not allow this (Requires write access to "/x"); run install.sh to seal again',
  );
});

const STATE = "/home/ann/.tokenroom";

/** What SQLite and the system say, and what a person is told of it. */
const TROUBLES: readonly (readonly [string, string])[] = [
  [
    "attempt to write a readonly database",
    `nothing can be stored: ${STATE}, or a file in it, cannot be written; make it writable for you ` +
    `(ls -la ${STATE} shows whose it is)`,
  ],
  [
    `Permission denied (os error 13): open '${STATE}/handoffs/x.new'`,
    `nothing can be stored: ${STATE}, or a file in it, cannot be written; make it writable for you ` +
    `(ls -la ${STATE} shows whose it is)`,
  ],
  [
    "database or disk is full",
    `nothing can be stored: the disk of ${STATE} is full; make room on it ` +
    `(df ${STATE} shows how much there is)`,
  ],
  [
    "disk I/O error",
    `nothing can be stored: the disk of ${STATE} fails to read or to write; check it for room and ` +
    "for errors",
  ],
  [
    "unable to open database file",
    `nothing can be stored: tokenroom.db in ${STATE} cannot be opened; check that ${STATE} is a ` +
    "directory, that it is yours and that there is room",
  ],
  // Another place: what the system says of it stands.
  [
    "Permission denied (os error 13): open '/etc/x'",
    "Permission denied (os error 13): open '/etc/x'",
  ],
];

for (const [message, sentence] of TROUBLES) {
  Deno.test(`explain() tells the place and the remedy of: ${message}`, () => {
    assertEquals(explain(new Error(message), STATE), sentence);
  });
}

for (const cause of [null, undefined, "text", 7, {}]) {
  Deno.test(`explain() has a sentence for ${JSON.stringify(cause)} thrown`, () => {
    assert(explain(cause).includes("tokenroom doctor"));
  });
}

Deno.test("explain() keeps control characters from the terminal", () => {
  assertEquals(explain(new Error("bad \x1b[31m name")), "bad  [31m name");
});
