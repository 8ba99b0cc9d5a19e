import type { Pin } from "../model/pin.ts";

/** A pin as `tokenroom pins --json` prints it; see docs/JSON.md. */
export function encodePin(pin: Pin): Record<string, unknown> {
  return {
    id: pin.id,
    scope: pin.sessionId !== null ? "session" : pin.projectDir === null ? "everywhere" : "project",
    session_id: pin.sessionId,
    project_dir: pin.projectDir,
    author: pin.author,
    text: pin.text,
    created_at: pin.createdAt,
    expires_at: pin.expiresAt,
  };
}
