import type { Pin } from "../model/pin.ts";
import { itemLines } from "./note_text.ts";

/** Pins word for word, each behind the number by which it is taken away. */
export function renderPins(pins: readonly Pin[]): string[] {
  return pins.flatMap((pin) => itemLines(`#${pin.id}: `, pin.text));
}
