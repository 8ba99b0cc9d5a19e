// Texts of notes come back word for word, and still must neither steer a terminal nor carry what
// nobody sees, nor look like a heading of ours.

// Joiners and the marks that choose the look of an emoji, one or two of them, spell real words.
const JOINERS = /^(?:[\u200c\u200d]|[\ufe0e\ufe0f]\u200d?)$/;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Default_Ignorable_Code_Point}]+/gu;
const LINE_ENDS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/**
 * The lines of a text without control and invisible characters; blank ones are left out. At least
 * one line, perhaps an empty one.
 */
export function visibleLines(text: string): string[] {
  const lines = text.toWellFormed().split(LINE_ENDS).map((line) => visible(line).trimEnd());
  const shown = lines.filter((line) => line !== "");
  return shown.length === 0 ? [""] : shown;
}

/** A text on one line. */
export function visibleLine(text: string): string {
  return visibleLines(text).map((line) => line.trim()).join(" ");
}

/** A whole document, its layout as it was: only what steers a terminal or is not seen goes. */
export function visibleDocument(text: string): string {
  return text.toWellFormed().split(LINE_ENDS)
    .map((line) => line.split("\t").map(visible).join("\t")).join("\n");
}

/**
 * A text behind a mark such as `- `: its further lines are indented by as much, so that none of them
 * starts where ours do.
 */
export function itemLines(mark: string, text: string): string[] {
  const indent = " ".repeat(mark.length);
  return visibleLines(text).map((line, index) => `${index === 0 ? mark : indent}${line}`);
}

function visible(line: string): string {
  return line.replace(UNSEEN, (run, offset: number) => {
    const before = line.codePointAt(offset - 1) ?? 0;
    if (before > 0x7f && JOINERS.test(run)) return run;
    return /\p{Cc}/u.test(run) ? " " : "";
  });
}
