import type { CommandSpec } from "../../model/command_spec.ts";
import { HELP, typed, valuedOptions, valuesOf } from "./values.ts";

/** The completion for PowerShell: to be dot-sourced from the profile. */
export function renderPowerShell(commands: readonly CommandSpec[]): string {
  const verbs = [
    ...typed(commands).map(({ verb, summary }) => [verb, summary] as const),
    HELP_VERB,
  ];
  return [
    "# PowerShell completion for tokenroom; made by: tokenroom completions powershell",
    "Register-ArgumentCompleter -Native -CommandName tokenroom -ScriptBlock {",
    "  param($wordToComplete, $commandAst, $cursorPosition)",
    "  $verbs = [ordered]@{",
    ...verbs.map(([verb, summary]) => `    ${quoted(verb)} = ${quoted(summary)}`),
    "  }",
    "  $options = @{",
    ...commands.flatMap((spec) =>
      [...spec.options, HELP].map(({ name, text }) =>
        `    ${quoted(`${spec.verb} --${name}`)} = ${quoted(text)}`
      )
    ),
    "  }",
    "  $values = @{",
    ...commands.flatMap(valuesIn),
    "  }",
    "  $before = @($commandAst.CommandElements | ForEach-Object { $_.ToString() } |",
    "    Select-Object -Skip 1)",
    "  if ($wordToComplete -ne '' -and $before.Count -gt 0) {",
    "    $before = @($before | Select-Object -SkipLast 1)",
    "  }",
    "  $found = [ordered]@{}",
    "  if ($before.Count -eq 0) { $found = $verbs }",
    "  else {",
    "    $verb = $before[0]",
    '    $last = "$verb $($before[-1])"',
    "    if ($before.Count -gt 1 -and $values.ContainsKey($last)) {",
    "      $values[$last] | ForEach-Object { $found[$_] = $_ }",
    "    } else {",
    "      if ($values.ContainsKey($verb)) { $values[$verb] | ForEach-Object { $found[$_] = $_ } }",
    '      $options.Keys | Where-Object { $_.StartsWith("$verb --") } | Sort-Object |',
    "        ForEach-Object { $found[$_.Substring($verb.Length + 1)] = $options[$_] }",
    "    }",
    "  }",
    '  $found.Keys | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {',
    "    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $found[$_])",
    "  }",
    "}",
    "",
  ].join("\n");
}

const HELP_VERB = ["help", "the page of a command"] as const;

function valuesIn(spec: CommandSpec): string[] {
  const words = spec.words === undefined ? [] : row(spec.verb, spec.words);
  const valued = valuedOptions(spec);
  return [
    ...words,
    ...valued.flatMap(({ name, value }) => row(`${spec.verb} --${name}`, value)),
  ];
}

function row(key: string, placeholder: string): string[] {
  const values = valuesOf(placeholder);
  if (values.kind !== "words") return [];
  return [`    ${quoted(key)} = @(${values.words.map(quoted).join(", ")})`];
}

// Inside single quotes PowerShell knows one escape: the quote twice.
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
