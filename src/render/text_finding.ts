import type { MemoryState, SkillState } from "../model/wiring.ts";
import type { Said } from "./finding.ts";

const INSTALL = "run: tokenroom install";

/** What doctor says of our skill in a configuration directory. */
export function saySkill(dir: string, state: Exclude<SkillState, "current">): Said {
  const path = `${dir}/skills/tokenroom/SKILL.md`;
  switch (state) {
    case "absent":
      return told(`${path} is not there, so the agent has no policy for its budgets`, INSTALL);
    case "outdated":
      return told(`${path} is of another version of tokenroom`, INSTALL);
    case "edited":
      return told(`${path} was changed by you and stays so`, `to have ours: remove it, ${INSTALL}`);
    case "foreign":
      return told(`${path} is not ours and stays so`, `to have ours: remove it, ${INSTALL}`);
    case "unreadable":
      return told(`${path} cannot be read`, "make it readable for you");
  }
}

/** What doctor says of our block in the memory file of a configuration directory. */
export function sayMemory(dir: string, state: Exclude<MemoryState, "current" | "declined">): Said {
  const path = `${dir}/CLAUDE.md`;
  switch (state) {
    case "absent":
      return told(
        `${path} has no line about tokenroom`,
        `${INSTALL} (or, to be left alone: tokenroom install --no-memory)`,
      );
    case "outdated":
      return told(`${path} has another line about tokenroom than this version's`, INSTALL);
    case "unreadable":
      return told(
        `${path} cannot be read, has a marker of tokenroom without its counterpart, or leads to ` +
          "another file than when this executable was sealed",
        `${INSTALL} (it says which)`,
      );
  }
}

function told(what: string, remedy: string): Said {
  return { what, remedy };
}
