/** Name of this harness in stored and published data. */
export const HARNESS = "claude-code";
