import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  BASIC_PROGRAMS,
  linkPrograms,
  listTree,
  openMachine,
  runInstaller,
} from "./support/machine.ts";
import { ARCHIVE, installFrom, makeRelease, PIPED, serveRelease } from "./support/release.ts";

for (
  const [how, args, env] of [
    ["--version 9.9.9", ["--version", "9.9.9"], {}],
    ["--version=v9.9.9", ["--version=v9.9.9"], {}],
    ["TOKENROOM_VERSION", [], { TOKENROOM_VERSION: "9.9.9" }],
  ] as const
) {
  Deno.test(`${how} downloads that release`, async () => {
    using machine = openMachine();
    const { code, requests } = await installFrom(machine, await makeRelease(), args, { env });
    assertEquals(code, 0);
    const folder = "/releases/download/v9.9.9";
    assertEquals(requests, [`${folder}/SHA256SUMS`, `${folder}/${ARCHIVE}`]);
  });
}

Deno.test("TOKENROOM_BASE_URL names a mirror, with or without a slash at its end", async () => {
  for (const end of ["", "/"]) {
    using machine = openMachine();
    await using site = serveRelease(await makeRelease());
    const env = { TOKENROOM_BASE_URL: site.base + end };
    assertEquals((await runInstaller(machine, [], { piped: PIPED, env })).code, 0);
  }
});

Deno.test("a version that does not exist is refused", async () => {
  using machine = openMachine();
  const { code, err } = await installFrom(machine, await makeRelease(), ["--version", "1.2.3"]);
  assertEquals(code, 1);
  assertMatch(
    err,
    /cannot download \S+v1\.2\.3\/SHA256SUMS \([^\n]*404[^\n]*\): check the address/,
  );
});

for (const version of ["../../evil", "1/2", "x1", "1 2", "-o"]) {
  Deno.test(`"${version}" is refused as a version before anything is asked for`, async () => {
    using machine = openMachine();
    const { code, err, requests } = await installFrom(machine, await makeRelease(), [
      `--version=${version}`,
    ]);
    assertEquals(code, 1);
    assertMatch(err, /is not a version/);
    assertEquals(requests, []);
  });
}

const ADDRESSES: readonly [string, boolean][] = [
  ["https://mirror.example/tokenroom", true],
  ["http://127.0.0.1:8080/x", true],
  ["http://127.1.2.3", true],
  ["http://localhost:1/x", true],
  ["http://[::1]:8080/x", true],
  ["http://mirror.example/tokenroom", false],
  ["http://127.0.0.1.evil.example/x", false],
  ["http://localhost.evil.example/x", false],
  ["http://localhost@evil.example/x", false],
  ["http://127.0.0.1:80@evil.example/x", false],
  ["http://127.0.0.1@evil.example:80/x", false],
  ["http://evil.example/127.0.0.1", false],
  ["http://evil.example?127.0.0.1", false],
  ["http://evil.example#@127.0.0.1", false],
  ["HTTP://127.0.0.1/x", false],
  ["ftp://127.0.0.1/x", false],
  ["file:///tmp/x", false],
  ["/tmp/x", false],
];

for (const [address, allowed] of ADDRESSES) {
  Deno.test(`${address} is ${allowed ? "allowed" : "refused"} as a base`, async () => {
    using machine = openMachine();
    const args = ["--dry-run", "--base-url", address];
    const { code, out, err } = await runInstaller(machine, args, { piped: PIPED });
    assertEquals(code, allowed ? 0 : 1);
    if (allowed) assertStringIncludes(out, `${address}/latest/download/tokenroom-`);
    else assertMatch(err, /^tokenroom install: \S+ is (neither https|not an https)[^\n]+\n$/);
  });
}

Deno.test("a loopback mirror that sends elsewhere is not followed", async () => {
  using machine = openMachine();
  await using site = serveRelease(await makeRelease());
  await using detour = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) =>
      Response.redirect(site.base + new URL(request.url).pathname.replace("/releases", ""), 302),
  );
  const base = `http://127.0.0.1:${detour.addr.port}/releases`;
  for (
    const PATH of [
      Deno.env.get("PATH") ?? "",
      linkPrograms(machine, "wget-only", [...BASIC_PROGRAMS, "sha256sum", "wget"]),
    ]
  ) {
    const { code } = await runInstaller(machine, ["--base-url", base], {
      piped: PIPED,
      env: { PATH },
    });
    assertEquals(code, 1);
  }
  assertEquals(site.requests, []);
  assertEquals(listTree(machine.home), []);
});

Deno.test("a loopback mirror is asked directly, past any proxy", async () => {
  using machine = openMachine();
  const env = { http_proxy: "http://127.0.0.1:9", HTTP_PROXY: "http://127.0.0.1:9" };
  assertEquals((await installFrom(machine, await makeRelease(), [], { env })).code, 0);
});
