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

for (const cause of [null, undefined, "text", 7, {}]) {
  Deno.test(`explain() has a sentence for ${JSON.stringify(cause)} thrown`, () => {
    assert(explain(cause).includes("tokenroom doctor"));
  });
}

Deno.test("explain() keeps control characters from the terminal", () => {
  assertEquals(explain(new Error("bad \x1b[31m name")), "bad  [31m name");
});
