// A release as its download site shows it, on a loopback address.
import { join } from "@std/path";
import { INSTALL_SH, runInstaller } from "./machine.ts";
import type { Machine, RunOptions, RunResult } from "./machine.ts";
import { HOST_TARGET, writeStandIn } from "./stand_in.ts";

export const ARCHIVE = `tokenroom-${HOST_TARGET}.tar.gz`;

/** The files of a release by name. */
export type ReleaseFiles = Map<string, Uint8Array<ArrayBuffer>>;

export interface ReleaseSite extends AsyncDisposable {
  /** What `--base-url` gets. */
  readonly base: string;
  /** Paths asked for, in order. */
  readonly requests: readonly string[];
}

/** Makes the files of a release of the stand-in, for the target of this machine. */
export async function makeRelease(
  options: { version?: string; archive?: string } = {},
): Promise<ReleaseFiles> {
  const dir = Deno.makeTempDirSync({ prefix: "tokenroom-release-" });
  try {
    writeStandIn(dir, options.version);
    const packed = await packFiles(dir, ["tokenroom", "tokenroom.slots"]);
    const files: ReleaseFiles = new Map([[options.archive ?? ARCHIVE, packed]]);
    await writeSums(files);
    return files;
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

/** A compressed archive of files of a directory. */
export async function packFiles(
  dir: string,
  names: readonly string[],
): Promise<Uint8Array<ArrayBuffer>> {
  const packed = join(dir, "packed.tar.gz");
  const { success } = await new Deno.Command("tar", {
    args: ["-czf", packed, "-C", dir, ...names],
  }).output();
  if (!success) throw new Error("tar failed");
  return Deno.readFileSync(packed);
}

/** Writes SHA256SUMS for the files that are there. */
export async function writeSums(files: ReleaseFiles): Promise<void> {
  files.delete("SHA256SUMS");
  let sums = "";
  for (const [name, bytes] of files) sums += `${await hashOf(bytes)}  ${name}\n`;
  files.set("SHA256SUMS", bytesOf(sums));
}

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Serves a release under the addresses of its version and of the newest. */
export function serveRelease(files: ReleaseFiles, version = "9.9.9"): ReleaseSite {
  const requests: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    requests.push(pathname);
    for (const folder of [`/releases/download/v${version}/`, "/releases/latest/download/"]) {
      const bytes = pathname.startsWith(folder) ? files.get(pathname.slice(folder.length)) : null;
      if (bytes) return new Response(bytes);
    }
    return new Response("no such file", { status: 404 });
  });
  return {
    base: `http://127.0.0.1:${server.addr.port}/releases`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The installer as a pipe delivers it. */
export const PIPED = Deno.readTextFileSync(INSTALL_SH);

/** Pipes the installer into a shell, as people do, with a release served on loopback. */
export async function installFrom(
  machine: Machine,
  files: ReleaseFiles,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<RunResult & { requests: readonly string[] }> {
  await using site = serveRelease(files);
  const result = await runInstaller(machine, ["--base-url", site.base, ...args], {
    piped: PIPED,
    ...options,
  });
  return { ...result, requests: site.requests };
}
