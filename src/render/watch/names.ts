import type { SessionRow } from "../../decide/pane.ts";
import { outside } from "./line.ts";

const ID_CHARS = 4;

/** The project's directory as a name; where several sessions share one, with the session's id. */
export function sessionNames(sessions: readonly SessionRow[]): string[] {
  const names = sessions.map(({ session }) => {
    const path = session.projectDir ?? session.cwd ?? "";
    return outside(path.replace(/\/+$/, "").split(/[/\\]/).at(-1) || path || "unnamed");
  });
  return names.map((name, index) => {
    const isShared = names.some((other, place) => other === name && place !== index);
    const id = outside(sessions[index]?.session.id.slice(0, ID_CHARS) ?? "");
    return isShared ? `${name} ${id}` : name;
  });
}
