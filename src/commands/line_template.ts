import { shownCost } from "../decide/hud.ts";
import { decideLineWindow } from "../decide/line_window.ts";
import type { Figures } from "../model/figures.ts";
import { FORMAT_WINDOWS, parseFormat } from "../model/line_format.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import { UsageError } from "../render/failure.ts";
import { explainFormat, renderFormat } from "../render/line_format.ts";

/** The template among the arguments, or null. Throws `UsageError`. */
export async function readTemplate(args: readonly string[]): Promise<string | null> {
  const [first = "", second, ...more] = args;
  if (first === "--format" && second !== undefined && second !== "" && more.length === 0) {
    return second;
  }
  const { parseArguments } = await import("./arguments.ts");
  return parseArguments("line", args).value("format");
}

/** The template with its fields filled in. Throws `UsageError` when it cannot be used. */
export function fillTemplate(
  template: string,
  figures: Figures,
  line: string,
  at: { readonly now: EpochSec; readonly zone: Zone },
): string {
  const parts = parseFormat(template);
  if ("kind" in parts) throw new UsageError(explainFormat(parts));
  const windows = [...FORMAT_WINDOWS].map(([name, key]) => ({
    name,
    window: decideLineWindow(figures.windows, key, at.now),
  }));
  const { room, modelName, projectDir } = figures;
  const costUsd = shownCost(figures.costUsd);
  return renderFormat(parts, { windows, room, costUsd, modelName, projectDir, line }, at);
}
