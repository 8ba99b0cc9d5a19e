import type { Refusal } from "../model/note_refusal.ts";

/** Why a note was not saved and what to do about it, as one sentence without its full stop. */
export function renderRefusal(why: Refusal): string {
  switch (why.kind) {
    case "empty":
      return why.note === "checkpoint"
        ? "the checkpoint has no task: say what is being done, and for what"
        : `the ${why.note} has no text: give it one`;
    case "too-long":
      return `the ${why.note} has ${why.chars} characters and may have ${why.cap}: ${
        SHORTEN[why.note]
      }`;
    case "too-many-items":
      return `the checkpoint has ${why.count} decisions, dead ends and steps and may have ` +
        `${why.cap}: keep those that the next step depends on`;
    case "too-many-pins":
      return `${HOLDER[why.scope]} has ${why.cap} pins, and more would crowd out each other: ` +
        `take one away first ${UNPIN[why.scope]}`;
    case "pins-too-long":
      return `the pins of ${
        HOLDER[why.scope]
      } would have ${why.chars} characters together and may ` +
        `have ${why.cap}: shorten this one, or take one away first ${UNPIN[why.scope]}`;
    case "duplicate":
      return `pin #${why.id} says so already`;
    case "over":
      return "its end lies in the past: give a later one";
  }
}

// A pin that holds everywhere must find room in each project.
const HOLDER = {
  session: "this session",
  project: "this project",
  everywhere: "one project",
} as const;

const UNPIN = {
  session: "(tokenroom unpin N)",
  project: "(tokenroom unpin N)",
  everywhere: "(tokenroom pins --all lists them)",
} as const;

const SHORTEN = {
  pin: "pin the one sentence that must keep its wording",
  checkpoint: "keep what cannot be read again from the files",
  handoff: "point to files instead of copying them",
} as const;
