import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import {
  type InstallRecord,
  readBackup,
  readInstallRecord,
  writeBackup,
  writeInstallRecord,
} from "../../src/io/install_record.ts";

const SETTINGS = "/home/ada/.claude/settings.json";
const NOW = 1_782_864_720;
const RECORD: InstallRecord = {
  path: SETTINGS,
  existed: true,
  afterSha256: "ab".repeat(32),
  backup: "settings-1.json",
  formerStatusLine: '{"type":"command"}',
  declined: false,
  installedAt: NOW,
};

function inState(test: (state: string) => void): void {
  const state = Deno.makeTempDirSync();
  try {
    test(state);
  } finally {
    Deno.removeSync(state, { recursive: true });
  }
}

function recordFile(state: string): string {
  const [entry] = [...Deno.readDirSync(join(state, "install"))];
  return join(state, "install", entry?.name ?? "");
}

Deno.test("readInstallRecord() gives back what was written, for its file only", () => {
  inState((state) => {
    assertEquals(readInstallRecord(state, SETTINGS), null);
    writeInstallRecord(state, SETTINGS, RECORD);
    assertEquals(readInstallRecord(state, SETTINGS), RECORD);
    assertEquals(readInstallRecord(state, "/other/settings.json"), null);
    assertEquals((Deno.statSync(recordFile(state)).mode ?? 0) & 0o777, 0o600);
    writeInstallRecord(state, SETTINGS, null);
    writeInstallRecord(state, SETTINGS, null);
    assertEquals(readInstallRecord(state, SETTINGS), null);
  });
});

Deno.test("readInstallRecord() trusts no damaged record and no way out of the backups", () => {
  inState((state) => {
    writeInstallRecord(state, SETTINGS, RECORD);
    const path = recordFile(state);
    const text = Deno.readTextFileSync(path);
    for (let length = 0; length < text.trimEnd().length; length += 7) {
      Deno.writeTextFileSync(path, text.slice(0, length));
      assertEquals(readInstallRecord(state, SETTINGS), null);
    }
    const damaged = (change: Record<string, unknown>) => {
      Deno.writeTextFileSync(path, JSON.stringify({ ...JSON.parse(text), ...change }));
      return readInstallRecord(state, SETTINGS);
    };
    assertEquals(damaged({ existed: "yes" }), null);
    assertEquals(damaged({ after_sha256: 1 }), null);
    assertEquals(damaged({ path: "/other" }), null);
    assertEquals(damaged({ backup: "../../etc/passwd" })?.backup, null);
    assertEquals(damaged({ former_status_line: 3 })?.formerStatusLine, null);
  });
});

Deno.test("writeBackup() never writes over another backup", () => {
  inState((state) => {
    const text = (name: string) => new TextDecoder().decode(readBackup(state, name) ?? undefined);
    const write = (content: string) =>
      writeBackup(state, SETTINGS, new TextEncoder().encode(content), NOW);
    const names = [write("one"), write("two"), write("three")];
    assertEquals(names.map(text), ["one", "two", "three"]);
    assertEquals(readBackup(state, "settings-none.json"), null);
  });
});
