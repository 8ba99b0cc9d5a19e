/** A fingerprint of a login: enough to say that two are one, and nothing of who it is. */
export async function loginPrint(login: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(login));
  return [...new Uint8Array(digest).subarray(0, PRINT_BYTES)]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const PRINT_BYTES = 12;
