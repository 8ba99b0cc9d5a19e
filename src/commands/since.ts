import type { Host } from "../io/host.ts";
import { parseSince } from "../model/since.ts";
import type { EpochSec } from "../model/units.ts";
import { UsageError } from "../render/failure.ts";
import type { Arguments } from "./arguments.ts";

/** The instant that `--since` names, or null where it is not given. Throws `UsageError`. */
export function sinceOf(options: Arguments, host: Host): EpochSec | null {
  const given = options.value("since");
  if (given === null) return null;
  const since = parseSince(given, host.now(), host.zone);
  if (since !== null && since > host.now()) {
    throw new UsageError(`--since takes a time that has been, not ${JSON.stringify(given)}`);
  }
  if (since !== null) return since;
  throw new UsageError(
    `--since takes 2h, 7d, 2026-06-16 or 2026-06-16T18:00, not ${JSON.stringify(given)}`,
  );
}
