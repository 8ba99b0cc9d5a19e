// Nothing may leave loopback. The client's own switches are set where they are known; what asks for
// another host all the same meets a proxy that refuses and remembers, and an `ssh` that does too.

import { join } from "@std/path";

/** A refusing proxy and what it was asked for. */
export interface Fence {
  /** For the environment of everything that runs behind the fence. */
  readonly env: Readonly<Record<string, string>>;
  /** First line of each attempt to reach another host. */
  readonly strays: readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts a refusing proxy on a free port. */
export function raiseFence(): Fence {
  const strays: string[] = [];
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = refuse(listener, strays);
  const proxy = `http://127.0.0.1:${listener.addr.port}`;
  const env: Record<string, string> = {
    // On its first start in a terminal the client fetches its plugin marketplace, whatever
    // CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC says: from its own host, then by ssh and by git.
    CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL: "1",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
    GIT_ALLOW_PROTOCOL: "file",
  };
  for (const name of ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"]) {
    env[name] = proxy;
    env[name.toLowerCase()] = proxy;
  }
  for (const name of ["NO_PROXY", "no_proxy"]) env[name] = "127.0.0.1,localhost";
  const close = () => {
    listener.close();
    return served;
  };
  return { env, strays, close };
}

/** The `ssh` that is found first behind the fence: `ssh` takes its keys from the real home. */
export const SSH_REFUSED = `echo "ssh $*" >> "$HOME/strays"; exit 255`;

/** What `SSH_REFUSED` was asked for in a HOME. */
export function sshStrays(dir: string): string[] {
  try {
    return Deno.readTextFileSync(join(dir, "strays")).trim().split("\n");
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return [];
    throw cause;
  }
}

async function refuse(listener: Deno.Listener, strays: string[]): Promise<void> {
  for await (const connection of listener) {
    const buffer = new Uint8Array(1024);
    try {
      const length = await connection.read(buffer);
      const [first = ""] = new TextDecoder().decode(buffer.subarray(0, length ?? 0)).split("\r\n");
      strays.push(first);
    } catch (cause) {
      strays.push(`a connection that broke: ${cause}`);
    } finally {
      connection.close();
    }
  }
}
