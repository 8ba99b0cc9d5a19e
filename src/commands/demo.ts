import { decodeContextSettings } from "../clients/claude_code/context_settings.ts";
import { decodePayload } from "../clients/claude_code/payload.ts";
import { decideCeiling } from "../decide/ceiling.ts";
import { decideHud } from "../decide/hud.ts";
import { decideStamp } from "../decide/stamp.ts";
import type { Command } from "../io/host.ts";
import { roomBelow } from "../model/context.ts";
import { DAY, HOUR } from "../model/units.ts";
import { renderDemo } from "../render/demo.ts";
import { renderHud } from "../render/hud.ts";
import { renderStamp } from "../render/stamp.ts";
import { parseArguments } from "./arguments.ts";
import { takesColour } from "./colour.ts";

/** Shows the HUD and the stamp for a sample payload, through the real path. Stores nothing. */
export const run: Command = (args, host) => {
  parseArguments("demo", args);
  const now = host.now();
  const snapshot = decodePayload(samplePayload(now));
  if (snapshot === null) throw new Error("the sample payload is damaged");
  const windows = snapshot.windows.map((reading) => ({
    ...reading,
    observedAt: now,
    sessionId: snapshot.sessionId,
  }));
  const settings = decodeContextSettings(null, {}, null);
  const ceiling = decideCeiling(snapshot.context?.windowTokens ?? null, settings);
  const room = roomBelow(snapshot.context, ceiling);
  const view = {
    windows,
    context: snapshot.context,
    room,
    costUsd: snapshot.activity.costUsd,
    cache: null,
    withheld: null,
    ahead: null,
  };
  const colour = takesColour(host);
  const hud = renderHud(decideHud(view, now), now, { colour, columns: null, zone: host.zone });
  const stamp = renderStamp(decideStamp(view, null, now), now, host.zone);
  host.writeOut(renderDemo(hud, stamp ?? ""));
  return 0;
};

function samplePayload(now: number): unknown {
  return {
    session_id: "demo",
    model: { id: "claude-sonnet-5-5", display_name: "Sonnet 5.5" },
    cost: { total_cost_usd: 26.03, total_api_duration_ms: 900_000 },
    context_window: {
      context_window_size: 1_000_000,
      current_usage: {
        input_tokens: 50,
        output_tokens: 1_200,
        cache_creation_input_tokens: 3_750,
        cache_read_input_tokens: 420_000,
      },
    },
    rate_limits: {
      five_hour: { used_percentage: 40, resets_at: now + 3 * HOUR },
      seven_day: { used_percentage: 30, resets_at: now + 3 * DAY },
    },
  };
}
