import type { Zone } from "../model/units.ts";

// Where Linux and macOS keep the machine's zone; `Intl` would tell it too, but its first use costs
// a tap as much as a third of its whole run.
const LOCALTIME = "/etc/localtime";
// A name with digits is a rule (`EST5EDT`) or an offset whose sign means the opposite of what one
// reads (`Etc/GMT-9` lies east of Greenwich): the true offset serves better.
const NAME = /^[A-Za-z][A-Za-z_+\-/]{0,63}$/;

/** The local zone: name from TZ or the machine, else the bare offset. */
export function readZone(tz: string | null): Zone {
  const offsetMin = (at: number) => -new Date(at * 1000).getTimezoneOffset();
  // A TZ without a name still decides: the machine's own name would be another zone's.
  const name = nameFrom(tz === null ? machineZone() : tz.replace(/^:/, ""));
  // The offset of today; a bare offset has no daylight saving to get wrong.
  return { name: name ?? offsetName(-new Date().getTimezoneOffset()), offsetMin };
}

function nameFrom(text: string | null): string | null {
  if (text === null) return null;
  const name = text.replace(/^.*\/zoneinfo\/(posix\/|right\/)?/, "").replace(
    /^Etc\/(?=UTC|GMT)/,
    "",
  );
  return NAME.test(name) ? name : null;
}

function machineZone(): string | null {
  try {
    const target = Deno.readLinkSync(LOCALTIME);
    return target.includes("/zoneinfo/") ? target : null;
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
