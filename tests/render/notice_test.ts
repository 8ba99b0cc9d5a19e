import { assert } from "@std/assert";
import { notice } from "../../src/render/notice.ts";

for (const what of ["terminal", "empty", "unreadable", "unsealed"] as const) {
  Deno.test(`notice() says in one line what is missing: ${what}`, () => {
    const text = notice(what);
    assert(text.length > 20 && text.length < 120 && !text.includes("\n"), text);
  });
}
