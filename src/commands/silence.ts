import type { Host } from "../io/host.ts";

/** Whether the person silenced this session. */
export function isSilenced(host: Host): boolean {
  return host.env.TOKENROOM_DISABLE === "1";
}
