/** What the client tells the agent of this server. Paid with every session: as short as can be. */
export const SERVER_INSTRUCTIONS =
  "Budgets of this session: rate-limit windows, context room, cache, cost. Ask before a large or indivisible job.";

/** Title and description of the resource_state tool. */
export const RESOURCE_STATE_TOOL = {
  title: "Budgets left",
  description:
    "What is left right now: each rate-limit window (percent used, reset), tokens of context before compaction, prompt cache, cost. Times are epoch seconds. A null is unknown, not zero.",
} as const;

/** Told where no session of the calling client has reported yet. */
export const NO_REPORT =
  "No figures yet: the client reports them with its first reply in a terminal session. Go on as if unknown; ask again later.";
