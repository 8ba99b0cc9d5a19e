import type { CommandSpec } from "../model/command_spec.ts";

/** The commands that tell the shell and `man` about all the others. */
export const SHELL_COMMANDS: readonly CommandSpec[] = [
  {
    verb: "completions",
    summary: "completions for your shell",
    usage: "tokenroom completions bash|zsh|fish|powershell",
    options: [],
    words: "bash|zsh|fish|powershell",
    details:
      "Prints a script on standard output. Nothing is written: you keep it where your shell\n" +
      "looks for it.",
    examples: [
      "tokenroom completions bash > ~/.local/share/bash-completion/completions/tokenroom",
      "tokenroom completions zsh > ~/.zfunc/_tokenroom    # with fpath+=~/.zfunc before compinit",
      "tokenroom completions fish > ~/.config/fish/completions/tokenroom.fish",
      "tokenroom completions powershell >> $PROFILE",
    ],
  },
  {
    verb: "man",
    summary: "the manual page",
    usage: "tokenroom man",
    options: [],
    details: "Prints it as roff on standard output.",
    examples: [
      "tokenroom man | man -l -",
      "tokenroom man > ~/.local/share/man/man1/tokenroom.1",
    ],
  },
];
