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
    : `${plain(projectDir ?? "")}${at.isKnown ? "" : ", where no session has been seen yet"}`;
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
  const places = [...new Set(pins.map(({ projectDir }) => projectDir))];
  return places.flatMap((place) => [
    place === null ? "outside of any project" : plain(place),
    ...renderPinList(pins.filter(({ projectDir }) => projectDir === place), at),
  ]);
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

function renderScope({ sessionId }: Pin): string {
  return sessionId === null ? "project" : `session ${shortId(sessionId)}`;
}

function renderEnd({ expiresAt }: Pin, { now, zone }: Clock): string {
  return expiresAt === null ? "" : `, until ${formatInstant(expiresAt, now, zone)}`;
}
