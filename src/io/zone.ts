import type { Zone } from "../model/units.ts";

// Where Linux and macOS keep the machine's zone; `Intl` would tell it too, but its first use costs
// a tap as much as a third of its whole run.
const LOCALTIME = "/etc/localtime";
const NAME = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/;

/** The local zone: name from TZ or the machine, else the bare offset. */
export function readZone(tz: string | null): Zone {
  const offsetMin = (at: number) => -new Date(at * 1000).getTimezoneOffset();
  const name = nameFrom(tz?.replace(/^:/, "") ?? null) ?? nameFrom(machineZone());
  // The offset of today; a bare offset has no daylight saving to get wrong.
  return { name: name ?? offsetName(-new Date().getTimezoneOffset()), offsetMin };
}

function nameFrom(text: string | null): string | null {
  if (text === null || text === "") return null;
  const name = text.replace(/^.*\/zoneinfo\/(posix\/|right\/)?/, "").replace(
    /^Etc\/(?=UTC|GMT)/,
    "",
  );
  return NAME.test(name) ? name : null;
}

function machineZone(): string | null {
  try {
    return Deno.readLinkSync(LOCALTIME);
  } catch {
    // Not a link, absent, or not permitted: the offset serves.
    return null;
  }
}

function offsetName(minutes: number): string {
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  if (minutes === 0) return "UTC";
  return `UTC${minutes < 0 ? "-" : "+"}${hours}${
    rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`
  }`;
}
