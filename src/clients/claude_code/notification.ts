import type { HookEvent } from "./event.ts";

/** What `Notification` calls a login that succeeded, from `/login` in a session. */
export const LOGIN_TYPE = "auth_success";

/** Whether a notification says that somebody logged in, which may be to another account. */
export function isLogin(event: HookEvent): boolean {
  return event.fields.notification_type === LOGIN_TYPE;
}
