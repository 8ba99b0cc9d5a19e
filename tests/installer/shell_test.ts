import { assertEquals } from "@std/assert";
import { INSTALL_SH, locate, SHELLS } from "./support/machine.ts";

const ignore = locate("shellcheck") === null;
if (ignore) console.warn("SKIPPED: shellcheck is not installed");

Deno.test({ name: "shellcheck finds nothing in install.sh", ignore }, async () => {
  const args = ["--shell=sh", "--severity=style", "--format=gcc", INSTALL_SH];
  const { stdout } = await new Deno.Command("shellcheck", { args }).output();
  assertEquals(new TextDecoder().decode(stdout), "");
});

for (const [shell = "", ...args] of SHELLS) {
  Deno.test(`${[shell, ...args].join(" ")} can parse install.sh`, async () => {
    const { code } = await new Deno.Command(shell, { args: [...args, "-n", INSTALL_SH] }).output();
    assertEquals(code, 0);
  });
}
