import { asRecord, asText, parseJson } from "../../model/decode.ts";

/**
 * What names the login in the client's own state file, as `decodeLogin()` tells it of the client's
 * status; null where it names none (logged out, an API key, a token from the environment). Never
 * throws. Nothing else of the file is looked at.
 */
export function decodeStateLogin(text: string): string | null {
  const account = asRecord(asRecord(parseJson(text))?.oauthAccount);
  const organisation = asText(account?.organizationUuid, 200);
  const person = asText(account?.emailAddress, 200);
  return organisation === null && person === null ? null : `${organisation ?? ""}\n${person ?? ""}`;
}
