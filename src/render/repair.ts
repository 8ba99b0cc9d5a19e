import type { Repair } from "../decide/repair.ts";
import { plain } from "./ansi.ts";

/** A repair and what came of it. */
export interface Repaired {
  readonly repair: Repair;
  readonly isDone: boolean;
  /** What was said on the way, several lines. */
  readonly said: string;
}

/** What doctor put right, before it looks again. */
export function renderRepairs(done: readonly Repaired[]): string {
  if (done.length === 0) return "Nothing is broken that doctor may mend by itself.\n\n";
  const lines = done.flatMap(({ repair, isDone, said }) => [
    `${isDone ? "mended " : "FAILED "}  ${sayRepair(repair)}`,
    ...said.split("\n").map(plain).filter((line) => line.trim() !== "")
      .map((line) => `         ${line}`),
  ]);
  return `${lines.join("\n")}\n\n`;
}

function sayRepair(repair: Repair): string {
  switch (repair.kind) {
    case "wiring":
      return `${plain(repair.dir)} (${repair.answers.join(", ")}), as tokenroom install does`;
    case "leftovers":
      return "files that killed writers left: removed";
    case "state-open":
      return `${plain(repair.path)}: chmod 700`;
  }
}
