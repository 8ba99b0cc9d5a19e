import type { FileProblem, Refusal } from "../model/wiring.ts";
import { plain } from "./ansi.ts";
import type { Said } from "./finding.ts";

const INSTALL = "run: tokenroom install";

/** What doctor says of a settings file that it cannot use. */
export function sayRefusal(path: string, refusal: Refusal): Said {
  const again = `then ${INSTALL}`;
  switch (refusal.problem) {
    case "encoding":
      return say(`${path} is not UTF-8 text`, `save it as UTF-8, ${again}`);
    case "depth":
      return say(`${path} is nested too deeply to be a settings file`, "check what it is");
    case "syntax": {
      const { line, column } = refusal.at;
      const expected = refusal.expected === null ? "" : ` (expected ${refusal.expected})`;
      return say(
        `${path} is not valid JSON at line ${line}, column ${column}${expected}: the client skips ` +
          "the whole file",
        `mend it there, ${again}`,
      );
    }
    case "shape": {
      const { line, column } = refusal.at;
      const what = refusal.key === "" ? "its top level" : `"${plain(refusal.key)}"`;
      return say(
        `${path}, line ${line}, column ${column}: ${what} has to be ${refusal.expected}`,
        `mend it there, ${again}`,
      );
    }
    case "duplicate": {
      const { line, column } = refusal.at;
      return say(
        `${path}, line ${line}, column ${column}: "${plain(refusal.key)}" stands there a second ` +
          "time and the client takes only the last",
        `merge them, ${again}`,
      );
    }
    case "markers":
      return say(
        `${path}, line ${refusal.at.line}: a tokenroom marker stands there without its counterpart`,
        `take it out, ${again}`,
      );
  }
}

/** What doctor says of a file that it cannot read. */
export function sayUnreadable(path: string, problem: FileProblem, detail: string | null): Said {
  if (problem === "too_large") {
    return say(`${path} is too large to be a settings file`, "check what it is");
  }
  const why = detail === null ? "" : ` (${plain(detail)})`;
  return say(`${path} cannot be read${why}`, "make it readable for you");
}

function say(what: string, remedy: string): Said {
  return { what, remedy };
}
