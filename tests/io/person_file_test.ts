import { assert, assertEquals, assertThrows } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import {
  ensurePersonDir,
  type FileFailure,
  isSealedFile,
  type PersonFile,
  readPersonFile,
  removeEmptyDir,
  replacePersonFile,
} from "../../src/io/person_file.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const isRoot = Deno.uid() === 0;

function inDirectory(test: (dir: string, path: string) => void): void {
  const dir = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    test(dir, join(dir, "settings.json"));
  } finally {
    Deno.chmodSync(dir, 0o700);
    Deno.removeSync(dir, { recursive: true });
  }
}

function read(path: string): PersonFile {
  const file = readPersonFile(path);
  if (file.kind === "failed") throw new Error(file.problem);
  return file;
}

function replace(path: string, text: string | null, commit = () => {}): FileFailure | null {
  return replacePersonFile(path, read(path), text === null ? null : bytes(text), commit);
}

const problemOf = (failure: FileFailure | null) => failure?.problem;
const names = (dir: string) => [...Deno.readDirSync(dir)].map((entry) => entry.name).toSorted();
const modeOf = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;

Deno.test("replacePersonFile() makes an absent file readable for its owner only", () => {
  inDirectory((dir, path) => {
    assertEquals(read(path), { kind: "absent" });
    assertEquals(replace(path, "new"), null);
    assertEquals(Deno.readTextFileSync(path), "new");
    assertEquals(modeOf(path), 0o600);
    assertEquals(names(dir), ["settings.json"]);
  });
});

Deno.test("replacePersonFile() keeps the mode of a file", () => {
  inDirectory((_, path) => {
    for (const mode of [0o644, 0o640, 0o600, 0o664]) {
      Deno.writeTextFileSync(path, "old");
      Deno.chmodSync(path, mode);
      assertEquals(replace(path, "new"), null);
      assertEquals(modeOf(path), mode);
    }
  });
});

Deno.test("replacePersonFile() removes a file that is to be absent", () => {
  inDirectory((dir, path) => {
    Deno.writeTextFileSync(path, "old");
    assertEquals(replace(path, null), null);
    assertEquals(names(dir), []);
  });
});

Deno.test("replacePersonFile() cleans what a killed run left", () => {
  inDirectory((dir, path) => {
    Deno.writeTextFileSync(path, "old");
    Deno.writeTextFileSync(`${path}.tokenroom-new`, "half a fi");
    assertEquals(replace(path, "new"), null);
    assertEquals(Deno.readTextFileSync(path), "new");
    assertEquals(names(dir), ["settings.json"]);
  });
});

Deno.test("replacePersonFile() writes through no link under the name of its replacement", () => {
  inDirectory((dir, path) => {
    Deno.writeTextFileSync(path, "old");
    Deno.writeTextFileSync(join(dir, "victim"), "untouched");
    Deno.symlinkSync(join(dir, "victim"), `${path}.tokenroom-new`);
    assertEquals(replace(path, "new"), null);
    assertEquals(Deno.readTextFileSync(join(dir, "victim")), "untouched");
    assertEquals(Deno.lstatSync(path).isSymlink, false);
  });
});

Deno.test("replacePersonFile() refuses a file that its owner made read-only", () => {
  inDirectory((dir, path) => {
    Deno.writeTextFileSync(path, "old");
    Deno.chmodSync(path, 0o444);
    assertEquals(problemOf(replace(path, "new")), "read_only");
    assertEquals(Deno.readTextFileSync(path), "old");
    assertEquals(names(dir), ["settings.json"]);
  });
});

Deno.test({
  name: "replacePersonFile() refuses a directory that cannot be written",
  ignore: isRoot,
  fn: () => {
    inDirectory((dir, path) => {
      Deno.writeTextFileSync(path, "old");
      Deno.chmodSync(dir, 0o500);
      assertEquals(problemOf(replace(path, "new")), "read_only");
      assertEquals(Deno.readTextFileSync(path), "old");
    });
  },
});

Deno.test("replacePersonFile() changes nothing when the replacement cannot be made", () => {
  inDirectory((dir, path) => {
    Deno.writeTextFileSync(path, "old");
    Deno.mkdirSync(`${path}.tokenroom-new/occupied`, { recursive: true });
    let committed = false;
    assertEquals(problemOf(replace(path, "new", () => void (committed = true))), "failed");
    assertEquals(committed, false);
    assertEquals(Deno.readTextFileSync(path), "old");
    assertEquals(names(dir), ["settings.json", "settings.json.tokenroom-new"]);
  });
});

Deno.test("replacePersonFile() says when there is no directory", () => {
  inDirectory((dir) => {
    const path = join(dir, "gone", "settings.json");
    assertEquals(problemOf(replace(path, "new")), "no_directory");
  });
});

Deno.test("replacePersonFile() leaves what another program wrote meanwhile", () => {
  inDirectory((dir, path) => {
    const absent = read(path);
    Deno.writeTextFileSync(path, "theirs");
    const made = replacePersonFile(path, absent, bytes("ours"), () => {});
    assertEquals(problemOf(made), "changed_meanwhile");
    const former = read(path);
    Deno.writeTextFileSync(path, "theirs, longer");
    const changed = replacePersonFile(path, former, bytes("ours"), () => {});
    assertEquals(problemOf(changed), "changed_meanwhile");
    assertEquals(Deno.readTextFileSync(path), "theirs, longer");
    assertEquals(names(dir), ["settings.json"]);
  });
});

Deno.test("replacePersonFile() changes nothing when its commit fails", () => {
  inDirectory((dir, path) => {
    Deno.writeTextFileSync(path, "old");
    assertThrows(() =>
      replace(path, "new", () => {
        throw new Error("no room for the backup");
      })
    );
    assertEquals(Deno.readTextFileSync(path), "old");
    assertEquals(names(dir), ["settings.json"]);
  });
});

Deno.test("readPersonFile() refuses what is no settings file", () => {
  inDirectory((dir, path) => {
    Deno.mkdirSync(path);
    assertEquals(readPersonFile(path).kind, "failed");
    Deno.writeFileSync(join(dir, "large"), new Uint8Array(8 * 1024 * 1024 + 1));
    assertEquals(readPersonFile(join(dir, "large")), {
      kind: "failed",
      problem: "too_large",
      detail: null,
    });
  });
});

Deno.test("isSealedFile() follows a link and notices when it was moved", () => {
  inDirectory((dir, path) => {
    const [target, other] = [join(dir, "target.json"), join(dir, "other.json")];
    assertEquals(isSealedFile(path, path), true);
    assertEquals(isSealedFile(path, target), false);
    Deno.symlinkSync("target.json", path);
    assertEquals(isSealedFile(path, target), true);
    assertEquals(isSealedFile(path, path), false);
    Deno.writeTextFileSync(target, "{}");
    assertEquals(isSealedFile(path, target), true);
    assertEquals(isSealedFile(path, other), false);
    assertEquals(isSealedFile(path, path), false);
    Deno.removeSync(path);
    assertEquals(isSealedFile(path, target), false);
    Deno.writeTextFileSync(path, "{}");
    assertEquals(isSealedFile(path, path), true);
  });
});

Deno.test("removeEmptyDir() removes a directory with nothing in it, and no link to one", () => {
  inDirectory((dir) => {
    const [empty, full, link] = [join(dir, "empty"), join(dir, "full"), join(dir, "link")];
    assertEquals(ensurePersonDir(join(full, "inner")), null);
    assertEquals(ensurePersonDir(empty), null);
    Deno.symlinkSync("empty", link);
    for (const path of [link, full, join(dir, "absent"), empty]) removeEmptyDir(path);
    assertEquals(names(dir), ["full", "link"]);
  });
});

Deno.test("ensurePersonDir() says why there can be no directory", () => {
  inDirectory((dir, path) => {
    Deno.writeTextFileSync(path, "{}");
    assertEquals(ensurePersonDir(join(path, "inner"))?.kind, "failed");
    assertEquals(names(dir), ["settings.json"]);
  });
});

const MODULE = fromFileUrl(new URL("../../src/io/person_file.ts", import.meta.url));
const [LONG, SHORT] = ["a".repeat(300_000), "b".repeat(200_000)];
// Replaces one text by the other until it is killed.
const WRITER = `
const { readPersonFile, replacePersonFile } = await import(${JSON.stringify(MODULE)});
const [path, first, second] = Deno.args;
for (let turn = 0;; turn++) {
  const text = turn % 2 === 0 ? "a".repeat(Number(first)) : "b".repeat(Number(second));
  replacePersonFile(path, readPersonFile(path), new TextEncoder().encode(text), () => {});
  if (turn === 1) console.log("going");
}`;

Deno.test("replacePersonFile() leaves one text or the other when it is killed", async () => {
  const dir = Deno.makeTempDirSync();
  const path = join(dir, "settings.json");
  Deno.writeTextFileSync(path, LONG);
  for (const delayMs of [0, 3, 7, 12, 20]) {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", WRITER, path, String(LONG.length), String(SHORT.length)],
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
    const text = Deno.readTextFileSync(path);
    assert(text === LONG || text === SHORT, `torn: ${text.length} characters`);
  }
  assertEquals(replace(path, "after all"), null);
  assertEquals(names(dir), ["settings.json"]);
  Deno.removeSync(dir, { recursive: true });
});
