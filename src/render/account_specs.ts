import type { CommandSpec } from "../model/command_spec.ts";

const JSON_OPTION = { name: "json", value: null, text: "print JSON for programs" };

/** The commands for people with more than one account, and for forgetting. */
export const ACCOUNT_COMMANDS: readonly CommandSpec[] = [
  {
    verb: "account",
    summary: "the accounts that were seen, and their names",
    usage: "tokenroom account [list|label|fold|config-dir|forget] [WORDS] [--json] [--dry-run]",
    options: [
      JSON_OPTION,
      { name: "dry-run", value: null, text: "with fold and forget: show it, change nothing" },
    ],
    words: "ACTION",
    details:
      "No client names its account: they are told apart by the phase of their weekly reset.\n" +
      "label NAME [ACCOUNT] names the account in use, or another one by its key; one that has room\n" +
      "is told to an agent whose own runs low. fold FROM INTO says that two are one, config-dir\n" +
      "ACCOUNT DIR where `run` launches it, and forget ACCOUNT deletes it. No login is touched.",
    examples: [
      "tokenroom account",
      "tokenroom account label work",
      "tokenroom account fold a-12 work",
    ],
  },
  {
    verb: "switch",
    summary: "stay, switch accounts, or put work off: the table to decide by",
    usage: "tokenroom switch [--json]",
    options: [JSON_OPTION],
    details:
      "Work is put off only where no account is known to have room. It changes nothing by itself.",
    examples: ["tokenroom switch"],
  },
  {
    verb: "run",
    summary: "launch claude on the account with most left",
    usage: "tokenroom run [--profile NAME] [--dry-run] [-- ARGUMENTS]",
    options: [
      { name: "profile", value: "NAME", text: "this account instead" },
      { name: "dry-run", value: null, text: "print the command, start nothing" },
    ],
    details:
      "The choice is that of a configuration directory, made at launch; a running session is\n" +
      "never touched. Terminal, signals and exit code are the client's own.",
    examples: ["tokenroom run", 'tokenroom run --profile work -- -p "Say hello."'],
  },
  {
    verb: "forget",
    summary: "delete what is stored of a session, an account, or everything",
    usage: "tokenroom forget --session ID | --account NAME | --all [--dry-run]",
    options: [
      { name: "session", value: "ID", text: "one session: its rows, notes, handoff and extracts" },
      {
        name: "account",
        value: "NAME",
        text: "one account, by name or key: figures and calibration",
      },
      { name: "all", value: null, text: "all that was learned; settings stay" },
      { name: "dry-run", value: null, text: "show what it would delete" },
    ],
    details:
      "It asks nothing and cannot be undone; what it deleted is shown, row by row of tables\n" +
      "and file by file. Deleted pages are overwritten.",
    examples: ["tokenroom forget --account work --dry-run", "tokenroom forget --all"],
  },
];
