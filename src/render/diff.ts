// A unified diff of two short texts, as `diff -u` prints it.

const CONTEXT_LINES = 3;
// Above this product of changed lines the table of the comparison would grow past some megabytes;
// the lines are then shown as replaced as a whole, which is as exact and only longer.
const MAX_TABLE_CELLS = 2_000_000;

interface DiffLine {
  readonly mark: " " | "-" | "+";
  readonly text: string;
}

/** The difference as lines; empty when the texts are equal. A null text is an absent file. */
export function unifiedDiff(path: string, before: string | null, after: string | null): string[] {
  if (before === after) return [];
  const lines = compare(linesOf(before), linesOf(after));
  const header = [
    before === null ? "--- /dev/null" : `--- ${path}`,
    after === null ? "+++ /dev/null" : `+++ ${path}`,
  ];
  return [...header, ...hunks(lines)];
}

// An ending without line break becomes a line of its own, as diff says it.
const NO_NEWLINE = "\\ No newline at end of file";

function linesOf(text: string | null): string[] {
  if (text === null || text === "") return [];
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  else lines.push(`${lines.pop() ?? ""}\n${NO_NEWLINE}`);
  return lines;
}

function compare(before: readonly string[], after: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return [
    ...before.slice(0, head).map((text): DiffLine => ({ mark: " ", text })),
    ...compareMiddle(
      before.slice(head, before.length - tail),
      after.slice(head, after.length - tail),
    ),
    ...before.slice(before.length - tail).map((text): DiffLine => ({ mark: " ", text })),
  ];
}

// Longest common subsequence.
function compareMiddle(before: readonly string[], after: readonly string[]): DiffLine[] {
  const removed = before.map((text): DiffLine => ({ mark: "-", text }));
  const added = after.map((text): DiffLine => ({ mark: "+", text }));
  if (before.length * after.length > MAX_TABLE_CELLS) return [...removed, ...added];
  const width = after.length + 1;
  const longest = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number) => longest[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      longest[i * width + j] = before[i] === after[j]
        ? at(i + 1, j + 1) + 1
        : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      lines.push({ mark: " ", text: before[i] ?? "" });
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) lines.push(...removed.slice(i, ++i));
    else lines.push(...added.slice(j, ++j));
  }
  return [...lines, ...removed.slice(i), ...added.slice(j)];
}

function hunks(lines: readonly DiffLine[]): string[] {
  const shown = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1)
      .some((near) => near.mark !== " ")
  );
  const text: string[] = [];
  let [beforeLine, afterLine] = [1, 1];
  for (let index = 0; index < lines.length;) {
    const start = index;
    while (index < lines.length && shown[index] === shown[start]) index++;
    const run = lines.slice(start, index);
    const beforeCount = run.filter((line) => line.mark !== "+").length;
    const afterCount = run.filter((line) => line.mark !== "-").length;
    if (shown[start] === true) {
      text.push(`@@ -${span(beforeLine, beforeCount)} +${span(afterLine, afterCount)} @@`);
      text.push(...run.flatMap(({ mark, text }) => (mark + text).split("\n").map(visible)));
    }
    beforeLine += beforeCount;
    afterLine += afterCount;
  }
  return text;
}

function span(line: number, count: number): string {
  return count === 1 ? String(line) : `${count === 0 ? line - 1 : line},${count}`;
}

// A comment may hold what would move the cursor of a terminal.
function visible(line: string): string {
  // deno-lint-ignore no-control-regex
  return line.replace(/\r$/, "").replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "?");
}
