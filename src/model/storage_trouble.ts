/** What keeps a state directory from taking what is to be stored. */
export type StorageTrouble = "read-only" | "full" | "failing" | "out-of-reach";

// SQLite's codes reach us by their texts only, the system's by their numbers.
const SIGNS: readonly (readonly [RegExp, StorageTrouble])[] = [
  [/attempt to write a readonly database|\(os error (?:1|13|30)\)/, "read-only"],
  [/database or disk is full|\(os error (?:28|69|122)\)/, "full"],
  [/disk I\/O error|\(os error 5\)/, "failing"],
  [/unable to open database file|\(os error (?:2|20|21)\)/, "out-of-reach"],
];

/** What an error's message says of the place it is about; null: nothing of these. */
export function troubleOf(message: string): StorageTrouble | null {
  return SIGNS.find(([sign]) => sign.test(message))?.[1] ?? null;
}
