import { estimateTokens } from "../../src/model/token_estimate.ts";
import { MEMORY_LINE, SKILL_TEXT } from "../../src/render/skill.ts";
import { SERVER_INSTRUCTIONS } from "../../src/render/mcp.ts";
import { CLIENT_VERSION } from "../../tests/client/support/client.ts";
import type { FirstRequest, Offer } from "./session.ts";

/** Everything that was measured. */
export interface Measured {
  readonly absent: FirstRequest;
  readonly installed: FirstRequest;
  readonly allLoaded: FirstRequest;
  /** Seconds to the first request where our server takes `sec` to start. */
  readonly slow: { readonly sec: number; readonly installed: number; readonly allLoaded: number };
  readonly searches: readonly {
    readonly name: string;
    readonly query: string;
    readonly byQuery: readonly string[];
    readonly byName: readonly string[];
  }[];
}

/** What tokens of a request cost, as shares of a plain input token. */
const WEIGHTS = { cacheWrite: 1.25, cacheRead: 0.1, output: 5 };
/** A session that the question of loading is asked for. */
const SESSION = { requests: 100, contextTokens: 60_000, searchOutputTokens: 80 };

const OURS = "mcp__tokenroom__";

/** The report, and whether a session pays more than `limitTokens`. */
export function renderReport(
  measured: Measured,
  limitTokens: number,
): { readonly text: string; readonly isOver: boolean } {
  const { absent, installed, allLoaded, slow } = measured;
  const total = added(installed, absent);
  const whole = added(allLoaded, absent);
  const isOver = total.tokens > limitTokens;
  const offered = installed.tools.filter(({ name }) => name.startsWith(OURS));
  const tools = allLoaded.tools.filter(({ name }) => name.startsWith(OURS));
  const listing = installed.text.split("\n").find((line) => line.startsWith("- tokenroom: ")) ?? "";
  const body = SKILL_TEXT.replace(/^---\n.*?\n---\n/s, "");
  const lines = [
    "# What a session pays for tokenroom before anything is said",
    "",
    `As installed, the first request of a session holds ${total.characters} characters more: ` +
    `about **${total.tokens} tokens**, ${
      isOver ? "over" : "within"
    } the limit of ${limitTokens}. ` +
    `With every tool loaded it would be ${whole.characters} characters, about ${whole.tokens} tokens.`,
    "",
    "| part | characters | tokens | when |",
    "|---|---|---|---|",
    row("skill, listed", sizeOf(listing), "every session"),
    row("line in CLAUDE.md", sizeOf(MEMORY_LINE), "every session; `--no-memory` leaves it out"),
    row(
      "server instructions",
      sizeOf(SERVER_INSTRUCTIONS),
      "every session, again after a compaction",
    ),
    row(
      `tools loaded from the start (${offered.map(shortName).join(", ")})`,
      sizeOf(json(offered)),
      "every session",
    ),
    row(
      `names of the other ${tools.length - offered.length} tools`,
      sizeOf(
        tools.filter((tool) => !offered.some(({ name }) => name === tool.name))
          .map(({ name }) => name).join("\n"),
      ),
      "every session",
    ),
    row("skill, its body", sizeOf(body), "once it is invoked"),
    "",
    "The sum of the parts is less than the whole by what the client puts around them: headings of " +
    "the server's instructions and of the memory file, the path of the latter, separators.",
    "",
    "## Loaded from the start or found by search",
    "",
    `A tool that is loaded costs its schema in each request, mostly at the price of the cache; one ` +
    `that is found by search costs a request more when it is wanted, and its schema from then on, ` +
    `for half of the session on average. For a session of ` +
    `${SESSION.requests} requests with ${
      SESSION.contextTokens / 1000
    }k tokens of context the last ` +
    `column says in which share of sessions a tool must be used for loading it to be the cheaper way.`,
    "",
    "| tool | characters | tokens | loaded | worth it from |",
    "|---|---|---|---|---|",
    ...tools.map((tool) => toolRow(tool, offered)),
    "",
    "`fit_check` is loaded. That is a judgement, not a measurement: it is what an agent is to ask " +
    "before it bets, and a question that costs a search first is not asked. What it answers, the " +
    "lines and the skill name the others when they are wanted.",
    "",
    "## Whether a search finds them",
    "",
    "| tool | typed | found | by its name |",
    "|---|---|---|---|",
    ...measured.searches.map(({ name, query, byQuery, byName }) =>
      `| ${name} | ${query} | ${rank(byQuery, name)} | ${rank(byName, name)} |`
    ),
    "",
    "## Whether a session waits for the server",
    "",
    `Print mode, with a server that takes ${slow.sec} s to start: the first request left ` +
    `${slow.installed.toFixed(1)} s after the client started where single tools are marked, and ` +
    `${
      slow.allLoaded.toFixed(1)
    } s where the whole server is to be loaded. A mark on a tool cannot ` +
    "be known before the server answers, so nothing waits for it; a server that answers late has all " +
    "its tools found by search.",
    "",
    "## How it is counted",
    "",
    `Claude Code ${CLIENT_VERSION} in print mode against a scripted service, with a private HOME; ` +
    "the difference between the first requests of a session without tokenroom and one with it, " +
    "paths and ids taken out. No tokenizer is at hand: the larger of characters / 3.6 and a count by " +
    "pieces (src/model/token_estimate.ts), which is too high for JSON rather than too low.",
    "",
  ];
  return { text: lines.join("\n"), isOver };
}

interface Size {
  readonly characters: number;
  readonly tokens: number;
}

function sizeOf(text: string): Size {
  return { characters: text.length, tokens: estimateTokens(text) };
}

function added(session: FirstRequest, without: FirstRequest): Size {
  const [a, b] = [sizeOf(session.text), sizeOf(without.text)];
  const [c, d] = [sizeOf(json(session.tools)), sizeOf(json(without.tools))];
  return {
    characters: a.characters - b.characters + c.characters - d.characters,
    tokens: a.tokens - b.tokens + c.tokens - d.tokens,
  };
}

function toolRow(tool: Offer, offered: readonly Offer[]): string {
  const size = sizeOf(json(tool));
  const loaded = size.tokens *
    (WEIGHTS.cacheWrite + WEIGHTS.cacheRead * (SESSION.requests - 1));
  const searched = WEIGHTS.cacheRead * SESSION.contextTokens +
    WEIGHTS.output * SESSION.searchOutputTokens + loaded / 2;
  const share = Math.round(100 * loaded / searched);
  const isLoaded = offered.some(({ name }) => name === tool.name) ? "yes" : "";
  return `| ${shortName(tool)} | ${size.characters} | ${size.tokens} | ${isLoaded} | ${share}% |`;
}

function row(name: string, { characters, tokens }: Size, when: string): string {
  return `| ${name} | ${characters} | ${tokens} | ${when} |`;
}

function rank(found: readonly string[], name: string): string {
  const at = found.indexOf(OURS + name);
  if (at < 0) return "no";
  return found.length === 1 ? "yes" : `yes, among ${found.length}`;
}

const shortName = ({ name }: Offer) => name.slice(OURS.length);
const json = (value: unknown) => JSON.stringify(value);
