// Reads a TypeScript file just well enough to know its imports and the names it uses: comments,
// texts and regular expressions are blanked out, the rest stays where it was.

/** One import of a file. */
export interface Import {
  /** Null: computed at run time. */
  readonly specifier: string | null;
  readonly isDynamic: boolean;
  /** Only types come in, so nothing is loaded. */
  readonly isTypeOnly: boolean;
}

/** A file as the rules see it. */
export interface Source {
  readonly path: string;
  readonly lines: number;
  /** The text without comments, contents of literals and regular expressions. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** Reads one file. `path` is relative to the repository, with slashes. */
export function readSource(path: string, text: string): Source {
  const code = blank(text);
  return {
    path,
    lines: text.split("\n").length - (text.endsWith("\n") ? 1 : 0),
    code,
    imports: [...staticImports(code, text), ...dynamicImports(code, text)],
  };
}

const STATIC = /\b(?:import|export)\b([^;'"`()]*?)\bfrom\s*["']|\bimport\s*["']/g;
const DYNAMIC = /\bimport\s*\(\s*/g;

function* staticImports(code: string, text: string): Generator<Import> {
  for (const match of code.matchAll(STATIC)) {
    const specifier = literalAt(text, match.index + match[0].length - 1);
    yield { specifier, isDynamic: false, isTypeOnly: isTypeOnly(match[1] ?? "") };
  }
}

function* dynamicImports(code: string, text: string): Generator<Import> {
  for (const match of code.matchAll(DYNAMIC)) {
    const specifier = literalAt(text, match.index + match[0].length);
    const after = match.index + match[0].length + (specifier?.length ?? 0) + 2;
    const isWhole = specifier !== null && /^\s*[,)]/.test(code.slice(after));
    yield { specifier: isWhole ? specifier : null, isDynamic: true, isTypeOnly: false };
  }
}

function isTypeOnly(clause: string): boolean {
  if (/^\s+type\s/.test(clause)) return true;
  const names = /^\s*\{([^}]*)\}\s*$/.exec(clause)?.[1];
  if (names === undefined) return false;
  return names.split(",").filter((name) => name.trim() !== "").every((name) =>
    /^\s*type\s/.test(name)
  );
}

function literalAt(text: string, at: number): string | null {
  const quote = text[at];
  if (quote !== '"' && quote !== "'") return null;
  return text.slice(at + 1, text.indexOf(quote, at + 1));
}

const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\-*%~^<>]|=>|\b(?:return|typeof|case|in|of|throw))\s*$/;

// Replaces what is no code by spaces, so that positions keep their meaning.
function blank(text: string): string {
  let code = "";
  const templates: number[] = [];
  let depth = 0;
  let at = 0;
  const skipTo = (end: number, keep = 0): void => {
    const part = text.slice(at, end).replace(/[^\n]/g, " ");
    code += text.slice(at, at + keep) + part.slice(keep, part.length - keep) +
      text.slice(Math.max(at + keep, end - keep), end);
    at = end;
  };
  while (at < text.length) {
    const char = text[at];
    const next = text[at + 1];
    if (char === "/" && next === "/") skipTo(endOr(text.indexOf("\n", at), text.length));
    else if (char === "/" && next === "*") skipTo(endOr(text.indexOf("*/", at) + 2, text.length));
    else if (char === '"' || char === "'") skipTo(endOfText(text, at, char), 1);
    else if (char === "`") skipTo(endOfTemplate(text, at, templates, depth), 1);
    else if (char === "}" && templates.at(-1) === depth) {
      templates.pop();
      skipTo(endOfTemplate(text, at, templates, depth), 1);
    } else if (char === "/" && BEFORE_REGEX.test(code.slice(-40))) skipTo(endOfRegex(text, at), 1);
    else {
      if (char === "{") depth++;
      if (char === "}") depth--;
      code += char;
      at++;
    }
  }
  return code;
}

function endOr(end: number, otherwise: number): number {
  return end < 2 ? otherwise : end;
}

function endOfText(text: string, start: number, quote: string): number {
  let at = start + 1;
  while (at < text.length && text[at] !== quote) at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

/** End of a piece of a template: behind its backtick, or behind the `${` that interrupts it. */
function endOfTemplate(text: string, start: number, templates: number[], depth: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== "`") {
    if (text[at] === "$" && text[at + 1] === "{") {
      templates.push(depth);
      return at + 2;
    }
    at += text[at] === "\\" ? 2 : 1;
  }
  return at + 1;
}

function endOfRegex(text: string, start: number): number {
  let at = start + 1;
  let inClass = false;
  while (at < text.length && (inClass || text[at] !== "/") && text[at] !== "\n") {
    if (text[at] === "[") inClass = true;
    if (text[at] === "]") inClass = false;
    at += text[at] === "\\" ? 2 : 1;
  }
  return at + 1;
}
