import type { CommandSpec, OptionSpec } from "../model/command_spec.ts";
import { ACCOUNT_COMMANDS } from "./account_specs.ts";
import { INSIGHT_COMMANDS } from "./insight_specs.ts";
import { NOTE_COMMANDS } from "./note_specs.ts";
import { PANE_COMMANDS } from "./pane_specs.ts";
import { PLAN_COMMANDS } from "./plan_specs.ts";
import { SHELL_COMMANDS } from "./shell_specs.ts";

const JSON_OPTION: OptionSpec = { name: "json", value: null, text: "print JSON for programs" };
const DRY_RUN: OptionSpec = {
  name: "dry-run",
  value: null,
  text: "show every change, write nothing",
};
const CONFIG_DIR: OptionSpec = {
  name: "config-dir",
  value: "DIR",
  text: "only this configuration directory of the client",
};

/** Every command, in the order in which help lists them. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    verb: "status",
    summary: "what is left, as a short table",
    usage: "tokenroom status [--json]",
    options: [JSON_OPTION],
    details:
      "Inside a session its own figures, else those of the session that reported last, and of\n" +
      "its account.",
    examples: ["tokenroom status", "tokenroom status --json | jq .windows"],
  },
  ...PANE_COMMANDS,
  {
    verb: "demo",
    summary: "the HUD and the stamp for a sample payload",
    usage: "tokenroom demo",
    options: [],
    details: "Runs the real path from payload to text on sample figures. Stores nothing.",
    examples: ["tokenroom demo"],
  },
  {
    verb: "doctor",
    summary: "why does it not work? each finding with its remedy",
    usage: "tokenroom doctor [--fix] [--json]",
    options: [
      { name: "fix", value: null, text: "first put right what is ours, then look again" },
      JSON_OPTION,
    ],
    details:
      "Checks wiring, seal, store, clock and freshness. Exits 1 when something needs you.\n" +
      "--fix wires again what was wired before, as install does, tidies the state directory, and\n" +
      "begins a new store in place of a damaged one. Notes, plans and names that can be read are\n" +
      "taken over, and the damaged file is kept beside it. What you chose it leaves alone.",
    examples: ["tokenroom doctor", "tokenroom doctor --fix"],
  },
  ...INSIGHT_COMMANDS,
  ...NOTE_COMMANDS,
  ...PLAN_COMMANDS,
  ...ACCOUNT_COMMANDS,
  {
    verb: "install",
    summary: "wire tokenroom into Claude Code",
    usage: "tokenroom install [--dry-run] [--hud both|own|tokenroom] [--memory | --no-memory]\n" +
      "                  [--config-dir DIR]",
    options: [
      DRY_RUN,
      {
        name: "hud",
        value: "both|own|tokenroom",
        text: "which statusline shows where you have one of your own (default: both)",
      },
      { name: "no-memory", value: null, text: "leave CLAUDE.md alone, now and later" },
      { name: "memory", value: null, text: "add the line to CLAUDE.md after all" },
      CONFIG_DIR,
    ],
    details:
      "Writes settings.json (statusline and hooks), skills/tokenroom/SKILL.md and one line in\n" +
      "CLAUDE.md, and registers the MCP server. Running it twice changes nothing the second time.\n" +
      "Comments in settings.json are kept, but Claude Code skips a file that has any. What cannot be\n" +
      "parsed is left alone, and so is a skill that you changed.",
    examples: ["tokenroom install --dry-run", "tokenroom install --hud own"],
  },
  {
    verb: "uninstall",
    summary: "take the wiring out again",
    usage: "tokenroom uninstall [--dry-run] [--config-dir DIR]",
    options: [DRY_RUN, CONFIG_DIR],
    details: "Gives back the former bytes where nobody else changed the file since, and removes\n" +
      "only its own entries otherwise. A statusline you had before comes back.",
    examples: ["tokenroom uninstall --dry-run"],
  },
  ...SHELL_COMMANDS,
  {
    verb: "tap",
    summary: "statusline command: store one payload, print the HUD",
    usage: "tokenroom tap [--tee [--hud-to-stderr]] [--capture] < payload.json\n" +
      "claude -p … | tokenroom tap --stream",
    options: [
      { name: "tee", value: null, text: "pass the payload through instead of printing the HUD" },
      { name: "hud-to-stderr", value: null, text: "with --tee: print the HUD on stderr" },
      { name: "capture", value: null, text: "also append the payload to captured.jsonl" },
      {
        name: "stream",
        value: null,
        text: "stand in the pipe of a print-mode run: pass it through, store its figures",
      },
    ],
    details: "The client runs it at every change. It exits 0 whatever it is fed.",
    examples: [
      "tokenroom tap < payload.json",
      "claude -p PROMPT --output-format stream-json --verbose | tokenroom tap --stream",
    ],
    internal: true,
  },
  {
    verb: "hook",
    summary: "hook command: answer one event of the client",
    usage: "tokenroom hook EVENT < event.json",
    options: [],
    words: "EVENT",
    details: "Events: session-start, user-prompt-submit, pre-tool-use, post-tool-batch,\n" +
      "post-tool-use, subagent-stop, stop, stop-failure, pre-compact, notification,\n" +
      "session-end; any other is answered by silence.\n" +
      "It exits 0 whatever it is fed. TOKENROOM_DISABLE=1 silences every answer of the hooks\n" +
      "(the tools, the skill and the line in CLAUDE.md stay).",
    examples: ["tokenroom hook user-prompt-submit < event.json"],
    internal: true,
  },
  {
    verb: "mcp",
    summary: "MCP server: the agent asks for its budgets",
    usage: "tokenroom mcp",
    options: [],
    details:
      "Speaks the Model Context Protocol on standard input and output; the client starts it.",
    examples: ["claude mcp add --scope user tokenroom -- tokenroom mcp"],
    internal: true,
  },
];

/** The specification of a verb, or null. */
export function specOf(verb: string): CommandSpec | null {
  return COMMANDS.find((spec) => spec.verb === verb) ?? null;
}
