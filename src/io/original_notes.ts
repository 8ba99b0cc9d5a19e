// The notes of the Node original, which kept its state in the same directory. Only read: they stay.

import { createHash } from "node:crypto";
import { asRecord, asText, parseJson } from "../model/decode.ts";
import { ensureDir, readTextOrNull, replaceFile } from "./state_file.ts";

/** Its notes by their file. */
export const ORIGINAL_NOTES = { pins: "pins.json", plan: "resume.json" } as const;

/** The text of one of its files, where that is new since it was brought over; else null. */
export function readNewNote(state: string, note: keyof typeof ORIGINAL_NOTES): string | null {
  const text = readTextOrNull(`${state}/${ORIGINAL_NOTES[note]}`);
  if (text === null) return null;
  return digestOf(text) === asText(readDigests(state)?.[note]) ? null : text;
}

/** Remembers what was brought over, so that it is not again. */
export function rememberNote(
  state: string,
  note: keyof typeof ORIGINAL_NOTES,
  text: string,
): void {
  ensureDir(`${state}/install`);
  const json = { ...readDigests(state), version: 1, [note]: digestOf(text) };
  replaceFile(digestsPath(state), `${JSON.stringify(json, null, 2)}\n`);
}

function readDigests(state: string): Readonly<Record<string, unknown>> | null {
  return asRecord(parseJson(readTextOrNull(digestsPath(state)) ?? ""));
}

function digestsPath(state: string): string {
  return `${state}/install/original.json`;
}

function digestOf(text: string): string {
  return createHash("sha256").update(text.toWellFormed()).digest("hex");
}
