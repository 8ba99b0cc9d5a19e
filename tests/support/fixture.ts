// What the real client 2.1.330 sent, one file a shape.

const CLIENT = new URL("../fixtures/client/", import.meta.url);

/** A recorded payload or event of the client, freshly parsed so that a test may change it. */
export function readFixture(name: string): Record<string, unknown> {
  return JSON.parse(Deno.readTextFileSync(new URL(`${name}.json`, CLIENT)));
}

/** Names of the recordings that start with a prefix, sorted. */
export function fixtureNames(prefix = ""): string[] {
  return [...Deno.readDirSync(CLIENT)].map((entry) => entry.name.replace(/\.json$/, ""))
    .filter((name) => name.startsWith(prefix)).sort();
}

/** Sets one field of a JSON tree by its dotted path, creating objects on the way. */
export function setField(
  tree: Record<string, unknown>,
  path: string,
  value: unknown,
): Record<string, unknown> {
  const names = path.split(".");
  const last = names.pop() ?? "";
  let at = tree;
  for (const name of names) {
    at[name] ??= {};
    at = at[name] as Record<string, unknown>;
  }
  at[last] = value;
  return tree;
}

/** Removes one field of a JSON tree by its dotted path. */
export function dropField(tree: Record<string, unknown>, path: string): Record<string, unknown> {
  const names = path.split(".");
  const last = names.pop() ?? "";
  const at = names.reduce((node, name) => node[name] as Record<string, unknown>, tree);
  delete at[last];
  return tree;
}
