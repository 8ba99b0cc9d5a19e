import { plain } from "./ansi.ts";

/** The log of the store could not be emptied. */
export function renderStillInLog(): string {
  return "sessions are at work in the store: its log still holds deleted pages until it is written anew\n";
}

/**
 * What was deleted, or would be: rows by table, then files, named as they stand in the state
 * directory.
 */
export function renderForgotten(
  rows: readonly { readonly table: string; readonly rows: number }[],
  files: readonly string[],
  what: "session" | "account" | "all",
  isDryRun: boolean,
): string {
  const verb = isDryRun ? "would delete" : "deleted";
  if (rows.length === 0 && files.length === 0) return `nothing is stored of it; ${verb} nothing\n`;
  const lines = [
    `${verb}:`,
    ...rows.map(({ table, rows }) => `  ${String(rows).padStart(7)}  ${table}`),
    ...files.map((path) => `     file  ${plain(path)}`),
  ];
  if (what === "all") {
    lines.push("kept: config.json, the record of the installation and backups of your settings");
  }
  if (what === "account") {
    lines.push(
      "kept: its sessions' notes, pins and plans; one that still runs shows the account anew",
    );
  }
  return `${lines.join("\n")}\n`;
}
