import type { Pin } from "../model/pin.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import { plain } from "./ansi.ts";
import { formatDuration, formatInstant } from "./format.ts";
import { renderPins } from "./pins.ts";

/** Characters of a session's id that tell it from the others of a project. */
const ID_CHARS = 8;

interface Clock {
  readonly now: EpochSec;
  readonly zone: Zone;
}

/** What `tokenroom pin` did. `isKnown`: a session of that project has been seen. */
export function renderPinned(pin: Pin, at: Clock & { readonly isKnown: boolean }): string {
  const { sessionId, projectDir } = pin;
  const place = sessionId !== null
    ? `session ${shortId(sessionId)} (--project DIR pins for all sessions of a project)`
    : projectDir === null
    ? "every project"
    : at.isKnown
    ? plain(projectDir)
    // Whether there is such a directory may not be looked at.
    : `${plain(projectDir)}, where no session has been seen yet (if that is not the place: ` +
      `tokenroom unpin ${pin.id} --all)`;
  return `pinned #${pin.id}${renderEnd(pin, at)} for ${place}\n`;
}

/** Pins as a person reads them: each word for word, then whose it is and how long it holds. */
export function renderPinList(pins: readonly Pin[], at: Clock): string[] {
  return pins.flatMap((pin) => [
    ...renderPins([pin]),
    `    ${renderScope(pin)}, by ${pin.author === "person" ? "you" : "the agent"}, ${
      formatDuration(at.now - pin.createdAt)
    } ago${renderEnd(pin, at)}`,
  ]);
}

/** Pins of all projects, below the directory that each belongs to. */
export function renderAllPins(pins: readonly Pin[], at: Clock): string[] {
  const places = [...new Set(pins.map(placeOf))];
  return places.flatMap((place) => [
    place,
    ...renderPinList(pins.filter((pin) => placeOf(pin) === place), at),
  ]);
}

function placeOf({ sessionId, projectDir }: Pin): string {
  if (projectDir !== null) return plain(projectDir);
  return sessionId === null ? "every project" : "outside of any project";
}

/** Nothing is pinned. `place`: where was looked; null: everywhere. */
export function renderNoPins(place: string | null): string {
  const where = place === null ? "" : ` in ${plain(place)}`;
  return `Nothing is pinned${where}. tokenroom pin TEXT keeps a sentence word for word.\n`;
}

/** The beginning of a session's id. */
export function shortId(sessionId: string): string {
  return plain(sessionId.slice(0, ID_CHARS));
}

function renderScope({ sessionId, projectDir }: Pin): string {
  if (sessionId !== null) return `session ${shortId(sessionId)}`;
  return projectDir === null ? "every project" : "project";
}

function renderEnd({ expiresAt }: Pin, { now, zone }: Clock): string {
  return expiresAt === null ? "" : `, until ${formatInstant(expiresAt, now, zone)}`;
}
