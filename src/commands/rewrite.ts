// A change of a person's file that can be taken back: what was there is kept before the file changes.

import {
  type InstallRecord,
  readBackup,
  readInstallRecord,
  sha256,
  writeBackup,
  writeInstallRecord,
} from "../io/install_record.ts";
import { type FileFailure, type PersonFile, replacePersonFile } from "../io/person_file.ts";
import type { EpochSec } from "../model/units.ts";

/** One change. */
export interface Rewrite {
  readonly state: string;
  readonly path: string;
  /** As it was read. */
  readonly former: PersonFile;
  readonly bytes: Uint8Array;
  /** Whether the former bytes hold anything of ours: they are nothing to go back to then. */
  readonly hasOurs: boolean;
  /** JSON text of the statusline to remember; null where there is none. */
  readonly formerStatusLine: string | null;
  /** The person wants nothing of ours in it. */
  readonly declined?: boolean;
  readonly now: EpochSec;
}

/** Path of the copy of the former bytes, null where none was made; or why nothing was changed. */
export function rewrite(change: Rewrite): { readonly backup: string | null } | FileFailure {
  const { state, path, former, bytes } = change;
  const known = readInstallRecord(state, path);
  let backup: string | null = null;
  let isRemembered = false;
  const failure = replacePersonFile(path, former, bytes, () => {
    isRemembered = true;
    backup = remember(change, known);
  });
  if (failure === null) return { backup };
  if (isRemembered) writeInstallRecord(state, path, known);
  return failure;
}

// Keeps what going back needs.
function remember(change: Rewrite, known: InstallRecord | null): string | null {
  const { state, path, former, hasOurs, formerStatusLine } = change;
  const latest = {
    path,
    afterSha256: sha256(change.bytes),
    declined: change.declined ?? false,
    installedAt: change.now,
  };
  if (former.kind === "absent") {
    const record = { ...latest, existed: false, backup: null, formerStatusLine: null };
    writeInstallRecord(state, path, record);
    return null;
  }
  // Nobody but us wrote since we did: what was there before us is still what goes back.
  if (known?.afterSha256 === sha256(former.bytes)) {
    writeInstallRecord(state, path, { ...known, ...latest });
    return null;
  }
  const backup = writeBackup(state, path, former.bytes, latest.installedAt);
  writeInstallRecord(state, path, {
    ...latest,
    existed: true,
    backup: hasOurs ? null : backup,
    formerStatusLine,
  });
  return `${state}/backups/${backup}`;
}

/** What was there before us, as far as it is remembered. */
export interface Remembered {
  readonly record: InstallRecord | null;
  /** The copy of the former bytes; null where none was kept or it is gone. */
  readonly backup: Uint8Array | null;
}

/** Reads what was there before us. */
export function recall(state: string, path: string): Remembered {
  const record = readInstallRecord(state, path);
  const name = record?.backup ?? null;
  return { record, backup: name === null ? null : readBackup(state, name) };
}

/**
 * What goes back exactly: allowed as long as nobody wrote the file since we did. Null otherwise;
 * `bytes` is null where there was no file.
 */
export function formerBytes(
  { record, backup }: Remembered,
  present: Uint8Array,
): { readonly bytes: Uint8Array | null } | null {
  if (record === null || record.afterSha256 !== sha256(present)) return null;
  if (!record.existed) return { bytes: null };
  return backup === null ? null : { bytes: backup };
}
