import text from "../../skill/SKILL.md" with { type: "text" };

/** The skill as it is installed. */
export const SKILL_TEXT: string = text;

/** What the client's memory file says of us, one line: it is paid with every session. */
export const MEMORY_LINE =
  "`[tokenroom]` lines measure this session's budgets: load the `tokenroom` skill at the first one and size work by it.";
