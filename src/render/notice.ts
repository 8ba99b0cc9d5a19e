/** The row shown where there are no figures to show: what is missing, never an empty line. */
export function notice(
  what: "terminal" | "empty" | "unreadable" | "unsealed" | "failed",
): string {
  switch (what) {
    case "terminal":
      return "tap reads a statusline payload on standard input; the client runs it (see: tokenroom install)";
    case "empty":
      return "⛶ the client sent no statusline payload";
    case "unreadable":
      return "⛶ the client sent a statusline payload without a session";
    case "unsealed":
      return "⛶ tokenroom is not sealed yet: run install.sh";
    case "failed":
      return "⛶ tokenroom failed here: run tokenroom doctor";
  }
}
