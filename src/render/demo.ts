/** The demonstration: what a person sees and what the agent reads, for one sample payload. */
export function renderDemo(hud: string, stamp: string): string {
  return [
    "With sample figures, you see under your prompt:",
    "",
    `  ${hud}`,
    "",
    "and the agent reads with your prompt:",
    "",
    `  ${stamp}`,
    "",
  ].join("\n");
}
