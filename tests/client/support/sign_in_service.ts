// The service that a person signs in at, on loopback: it stands behind the proxy that keeps the
// client from every other host, and answers for the hosts that a sign-in asks. Its certificate is
// made for one test and trusted by the client of that test alone.

import { join } from "@std/path";

/** Somebody who can sign in; made up. */
export interface Person {
  readonly email: string;
  readonly organisation: string;
}

/** A running service. */
export interface SignInService {
  /** For the environment of the client, in place of the fence's proxy. */
  readonly env: Readonly<Record<string, string>>;
  /** Whoever signs in from now on. */
  person: Person;
  /** Hosts and paths that were asked, in their order. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

/** Whether certificates can be made here; says why not, in one line on stderr. */
export function opensslIsThere(): boolean {
  try {
    const version = new Deno.Command("openssl", { args: ["version"], stdout: "null" });
    if (version.outputSync().success) return true;
  } catch {
    // Not on the PATH; said below.
  }
  console.error("SKIPPED client tests with a sign-in: openssl is not installed");
  return false;
}

/** Starts a service for the hosts of a sign-in; `dir`: where its certificate may be written. */
export function serveSignIn(dir: string, person: Person): SignInService {
  const { authority, certificate, key } = makeCertificate(dir);
  const asked: string[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, cert: certificate, key, onListen: () => {} },
    (request) => {
      const { host, pathname } = new URL(request.url);
      asked.push(`${request.method} ${host}${pathname}`);
      return Response.json(answerFor(pathname, service.person));
    },
  );
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = forward(listener, server.addr.port);
  const proxy = `http://127.0.0.1:${listener.addr.port}`;
  const env: Record<string, string> = { NODE_EXTRA_CA_CERTS: authority };
  for (const name of ["HTTPS_PROXY", "https_proxy"]) env[name] = proxy;
  const service: SignInService = {
    env,
    person,
    asked,
    close: async () => {
      listener.close();
      await Promise.all([served, server.shutdown()]);
    },
  };
  return service;
}

const HOSTS = ["platform.claude.com", "api.anthropic.com", "claude.ai", "claude.com"];

function makeCertificate(dir: string): { authority: string; certificate: string; key: string } {
  const path = (name: string) => join(dir, name);
  openssl(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"], {
    "-keyout": path("authority.key"),
    "-out": path("authority.pem"),
    "-subj": "/CN=one test on loopback",
  });
  openssl(["req", "-newkey", "rsa:2048", "-nodes"], {
    "-keyout": path("service.key"),
    "-out": path("service.csr"),
    "-subj": "/CN=stand-in",
  });
  const names = HOSTS.map((host) => `DNS:${host}`).join(",");
  Deno.writeTextFileSync(path("service.ext"), `subjectAltName=${names}\n`);
  openssl(["x509", "-req", "-days", "2", "-CAcreateserial"], {
    "-in": path("service.csr"),
    "-CA": path("authority.pem"),
    "-CAkey": path("authority.key"),
    "-extfile": path("service.ext"),
    "-out": path("service.pem"),
  });
  return {
    authority: path("authority.pem"),
    certificate: Deno.readTextFileSync(path("service.pem")),
    key: Deno.readTextFileSync(path("service.key")),
  };
}

function openssl(words: readonly string[], options: Readonly<Record<string, string>>): void {
  const { code, stderr } = new Deno.Command("openssl", {
    args: [...words, ...Object.entries(options).flat()],
    stdout: "null",
    stderr: "piped",
  }).outputSync();
  if (code !== 0) throw new Error(`openssl ${words[0]}: ${new TextDecoder().decode(stderr)}`);
}

// Every host that the client asks for is the service; nothing is resolved and nothing leaves.
async function forward(listener: Deno.Listener, port: number): Promise<void> {
  const tunnels: Promise<void>[] = [];
  for await (const connection of listener) tunnels.push(tunnel(connection, port));
  await Promise.all(tunnels);
}

async function tunnel(connection: Deno.Conn, port: number): Promise<void> {
  const buffer = new Uint8Array(4096);
  try {
    const length = await connection.read(buffer);
    const head = new TextDecoder().decode(buffer.subarray(0, length ?? 0));
    if (!head.startsWith("CONNECT ")) return connection.close();
    await connection.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\n\r\n"));
    const service = await Deno.connect({ hostname: "127.0.0.1", port });
    await Promise.allSettled([
      connection.readable.pipeTo(service.writable),
      service.readable.pipeTo(connection.writable),
    ]);
  } catch {
    // The client hung up.
  }
}

const TOKEN_LIFE_SEC = 8 * 3600;

function answerFor(path: string, { email, organisation }: Person): unknown {
  const [account, organization] = [`account of ${email}`, organisation];
  if (path === "/v1/oauth/token") {
    return {
      token_type: "Bearer",
      access_token: `made-up-for-${email}`,
      refresh_token: `made-up-again-for-${email}`,
      expires_in: TOKEN_LIFE_SEC,
      scope: "user:inference user:profile user:sessions:claude_code",
      account: { uuid: account, email_address: email },
      organization: { uuid: organization, name: organization },
    };
  }
  if (path === "/api/oauth/profile") {
    return {
      account: { uuid: account, email, full_name: email, display_name: email },
      organization: {
        uuid: organization,
        name: organization,
        organization_type: "claude_max",
        rate_limit_tier: "default_claude_max_5x",
      },
    };
  }
  if (path === "/api/oauth/claude_cli/roles") return { organization_role: "admin" };
  return {};
}
