import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { INSTALL_SH, listTree, openMachine, runInstaller, SHELLS } from "./support/machine.ts";
import { writeStandIn } from "./support/stand_in.ts";

const SCRIPT = Deno.readFileSync(INSTALL_SH);
/** Bytes between two cuts: enough of them to fall into every kind of construct. */
const STEP = 1000;
/** Bytes at the end that are cut one by one: the call of `main` stands there. */
const TAIL = 20;

function cuts(): number[] {
  const found: number[] = [];
  for (let at = STEP; at < SCRIPT.length - TAIL; at += STEP) found.push(at);
  // The last byte is only the end of the line; without it the script is whole.
  for (let at = SCRIPT.length - TAIL; at < SCRIPT.length - 1; at++) found.push(at);
  return found;
}

for (const shell of SHELLS) {
  Deno.test(`a download cut short and piped into ${shell.join(" ")} fails and runs nothing`, async () => {
    using machine = openMachine();
    const from = writeStandIn(join(machine.root, "built"));
    const before = listTree(machine.root);
    for (const at of cuts()) {
      const piped = SCRIPT.subarray(0, at);
      const { code, out } = await runInstaller(machine, ["--from", from], { shell, piped });
      assert(code !== 0, `cut at ${at}`);
      assertEquals(out, "", `cut at ${at}`);
      assertEquals(listTree(machine.root), before, `cut at ${at}`);
    }
    const whole = await runInstaller(machine, ["--from", from], { shell, piped: SCRIPT });
    assertEquals(whole.code, 0);
    assert(listTree(machine.home).length > 0);
  });
}
