/** What every text for the agent starts with. */
export const PREFIX = "[tokenroom] ";
