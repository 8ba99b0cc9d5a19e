// A shell script in the place of the compiled program. It carries placeholders like the real one, so
// that sealing it is the real work, and tells what it was sealed to and called with.
import { join } from "@std/path";
import { allSlots, placeholder } from "../../../src/io/seal.ts";

/** The build directory names of the targets. */
export const HOST_TARGET = `${Deno.build.os}-${Deno.build.arch === "aarch64" ? "arm64" : "x64"}`;

const script = (version: string): string =>
  `#!/bin/sh
value() { sed -n "s|^#slot $1 ||p" "$0" | sed 's|/*$||'; }
case $1 in
--version) echo "tokenroom ${version} (stand-in, ${HOST_TARGET})" ;;
sleep) echo started; sleep 2; echo "woke as ${version}" ;;
*)
  printf '%s\\n' "$*" >>"$(value state)/calls"
  if [ -n "$STAND_IN_READS" ]; then cat; fi
  if [ "$STAND_IN_FAILS" = "$1" ]; then echo "stand-in: $1 fails" >&2; exit 3; fi
  echo "stand-in $1, LC_ALL \${LC_ALL-unset}"
  if [ "$1" = install ] && [ -n "$STAND_IN_SAYS" ]; then echo "$STAND_IN_SAYS"; fi
  ;;
esac
exit
`;

/** Writes `tokenroom` and `tokenroom.slots` into a directory, unsealed. */
export function writeStandIn(dir: string, version = "9.9.9"): string {
  Deno.mkdirSync(dir, { recursive: true });
  const slots = allSlots();
  const lines = slots.map(({ name }) => `#slot ${name} ${placeholder(name)}\n`);
  // The first ones stand twice, as all do in the real program: in permissions and in arguments.
  const again = lines.slice(0, 8).map((line) => line.replace("#slot", "#again"));
  const text = script(version) + lines.join("") + again.join("");
  const manifest: string[] = ["# slots of the stand-in"];
  for (const { name } of slots) {
    const wanted = placeholder(name);
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      manifest.push(`${name} ${at} ${wanted.length}`);
    }
  }
  manifest.push("# end");
  Deno.writeTextFileSync(join(dir, "tokenroom"), text, { mode: 0o755 });
  Deno.writeTextFileSync(join(dir, "tokenroom.slots"), `${manifest.join("\n")}\n`);
  return dir;
}

/** What a sealed stand-in says each slot holds, with the padding taken off. */
export function readSlotsOf(executable: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of Deno.readTextFileSync(executable).split("\n")) {
    const [, name, value] = /^#slot (\S+) (.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) found[name] = value.replace(/\/+$/, "");
  }
  return found;
}

/** What the installer called the stand-in with, apart from `--version`. */
export function readCalls(state: string): string[] {
  try {
    return Deno.readTextFileSync(join(state, "calls")).trimEnd().split("\n");
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return [];
    throw cause;
  }
}
