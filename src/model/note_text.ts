/**
 * A text of an agent or a person as it is stored: verbatim, but for what neither a file nor the
 * database can hold. Halves of a character (an emoji cut in two) become U+FFFD, NUL goes. They carry
 * no words, so they are mended: a note refused shortly before a compaction would be a note lost.
 */
export function mendText(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

/** Whether a text shows nothing: empty, or blanks and invisible characters only. */
export function isBlank(text: string): boolean {
  return !/[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(text);
}
