// Whether what is published follows a JSON schema.

import { Ajv2020 } from "ajv/2020";

type Json = Record<string, unknown>;

/** What of a value a schema does not allow, an empty list where it allows all of it. */
export function validator(schema: Json): (value: unknown) => string[] {
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
  return (value) => {
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

/** The schema leaves room for later fields. What we publish today has all of today's and no others. */
export function closed(schema: Json): Json {
  const copy = structuredClone(schema);
  const close = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { properties } = node as Json;
    if ("type" in node && typeof properties === "object" && properties !== null) {
      Object.assign(node, { additionalProperties: false, required: Object.keys(properties) });
    }
    Object.values(node).forEach(close);
  };
  close(copy);
  return copy;
}

/** A validator for what is published today, by the schema of a file. */
export function closedValidator(file: URL): (value: unknown) => string[] {
  return validator(closed(JSON.parse(Deno.readTextFileSync(file))));
}
