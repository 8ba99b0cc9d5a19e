/** Whose pins are meant: a session's own, those of a project, or those that hold in all of them. */
export type PinScope = "session" | "project" | "everywhere";

/** A note that was to be saved. */
export type NoteKind = "pin" | "checkpoint" | "handoff";

/** Why a note was not saved. Characters are UTF-16 units, as JavaScript counts. */
export type Refusal =
  /** Nothing to see in it; of a checkpoint: in its task. */
  | { readonly kind: "empty"; readonly note: NoteKind }
  | {
    readonly kind: "too-long";
    readonly note: NoteKind;
    readonly chars: number;
    readonly cap: number;
  }
  | { readonly kind: "too-many-items"; readonly count: number; readonly cap: number }
  | { readonly kind: "too-many-pins"; readonly scope: PinScope; readonly cap: number }
  /** All of a scope together; `chars`: with this one. */
  | {
    readonly kind: "pins-too-long";
    readonly scope: PinScope;
    readonly chars: number;
    readonly cap: number;
  }
  /** `id`: the pin that says so already. */
  | { readonly kind: "duplicate"; readonly id: number }
  /** Its end lies in the past. */
  | { readonly kind: "over" };

/** Whether a note is refused for what it is, and not for what is saved already. */
export function isUnfit({ kind }: Refusal): boolean {
  return kind === "empty" || kind === "too-long" || kind === "too-many-items" || kind === "over";
}
