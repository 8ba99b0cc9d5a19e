import type { Pin } from "../model/pin.ts";
import { renderPins } from "./pins.ts";

/**
 * Pins in the order in which they are kept where not all have room, each as one text of perhaps
 * several lines.
 */
export function pinBlocks(pins: readonly Pin[]): string[] {
  return inOrder(pins)
    .map((pin) => renderPins([pin]).map((line) => `  ${line}`).join("\n"));
}

/** The order in which pins are told, to a person as to an agent: a person's first, then the newest. */
export function inOrder(pins: readonly Pin[]): Pin[] {
  return pins.toSorted((a, b) => rank(a) - rank(b) || b.id - a.id);
}

function rank(pin: Pin): number {
  return pin.author === "person" ? 0 : 1;
}

/** What the client wraps some of our texts in must not end within one of them. */
export function inert(text: string): string {
  return text.replace(/<(?=\/?system-reminder)/gi, "‹");
}
