import { dirname, fromFileUrl, join } from "@std/path";
import { run } from "../../tools/build/processes.ts";
import { asTarget, targetOfTriple } from "../../tools/build/targets.ts";

const ROOT = dirname(dirname(dirname(fromFileUrl(import.meta.url))));

/** An executable of the same runtime that does nothing. */
export interface Empty {
  readonly executable: string;
}

/**
 * Compiles `export {}` with the product's own base and puts it into place block by block, as the
 * installer does: how a file was written decides how Linux maps it.
 */
export async function buildEmptyProgram(directory: string): Promise<Empty> {
  const target = asTarget(targetOfTriple(Deno.build.target) ?? "");
  if (target === null) throw new Error(`no target for ${Deno.build.target}`);
  const source = join(directory, "empty.js");
  const compiled = join(directory, "empty-compiled");
  const executable = join(directory, "empty");
  Deno.writeTextFileSync(source, "export {};\n");
  const options = { cwd: ROOT };
  const denort = await run("sh", [join(ROOT, ".ci", "toolchain"), "denort", target], options);
  const made = await run(Deno.execPath(), [
    ...["compile", "--quiet", "--no-config", "--no-prompt", "--no-code-cache"],
    ...["--output", compiled, source],
  ], { ...options, env: { DENORT_BIN: denort.stdout } });
  if (!denort.success || !made.success) throw new Error("the empty program was not compiled");
  const copied = await run("dd", [`if=${compiled}`, `of=${executable}`, "bs=4096"], {
    ...options,
    stderr: "null",
  });
  if (!copied.success) throw new Error("the empty program was not put into place");
  Deno.removeSync(compiled);
  Deno.chmodSync(executable, 0o755);
  return { executable };
}
