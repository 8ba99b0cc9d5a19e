import { asRecord, asText, parseJson } from "../../model/decode.ts";

/**
 * What names the login in the output of the client's `auth status --json`: organisation and person,
 * as one text; null where it names none (logged out, an API key, a token from the environment).
 * Never throws.
 */
export function decodeLogin(output: string): string | null {
  const status = asRecord(parseJson(output));
  if (status?.loggedIn !== true) return null;
  const [organisation, person] = [asText(status.orgId, 200), asText(status.email, 200)];
  return organisation === null && person === null ? null : `${organisation ?? ""}\n${person ?? ""}`;
}
