import type { Intent } from "../model/intent.ts";

/** A focused run as `tokenroom intent --json` prints it; see docs/JSON.md. */
export function encodeIntent(
  intent: Intent | null,
  session: { readonly id: string; readonly projectDir: string | null },
): Record<string, unknown> {
  return {
    session_id: session.id,
    project_dir: session.projectDir,
    intent: intent === null ? null : {
      goal: intent.goal,
      armed: intent.armed,
      window: intent.key,
      resets_at: intent.resetAt,
      created_at: intent.createdAt,
      ends_at: intent.endsAt,
      continued_at: intent.continuedAt,
    },
  };
}
