import { assertEquals } from "@std/assert";
import { dirname, fromFileUrl } from "@std/path";

const GOLDEN = new URL("../golden/", import.meta.url);

/**
 * Compares a whole text with tests/golden/<name>.txt. TOKENROOM_GOLDEN=write writes the file
 * instead: read the difference before you keep it.
 */
export function assertGolden(name: string, text: string): void {
  const path = fromFileUrl(new URL(`${name}.txt`, GOLDEN));
  // The escape character is written out, so that an editor shows a colour where one stands.
  const shown = `${text.replaceAll("\x1b", "<esc>").replace(/\n$/, "")}\n`;
  if (Deno.env.get("TOKENROOM_GOLDEN") === "write") {
    Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.writeTextFileSync(path, shown);
  }
  assertEquals(shown, Deno.readTextFileSync(path));
}
