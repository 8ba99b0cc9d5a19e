import { asRecord, asText, parseJson } from "../../model/decode.ts";

/**
 * What tells one login from another in the client's own state file: ids of organisation and person,
 * as one text; null where it names none (logged out, an API key, a token from the environment).
 * Never throws. Nothing else of the file is looked at.
 */
export function decodeStateLogin(text: string): string | null {
  const account = asRecord(asRecord(parseJson(text))?.oauthAccount);
  const [organisation, person] = [asText(account?.organizationUuid), asText(account?.accountUuid)];
  return organisation === null && person === null ? null : `${organisation ?? ""}\n${person ?? ""}`;
}
