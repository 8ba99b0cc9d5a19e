// Compiled with the flags of the product and sealed like it, this program tries every way out that
// it can think of and prints what became of each: "done", or the name of the error.

import { DatabaseSync } from "node:sqlite";
import { readSlots } from "../../src/io/seal.ts";

type Attempt = () => unknown;

const slots = readSlots(Deno.args).slots;
const [outside = "", port = "0"] = readSlots(Deno.args).rest.slice(1);
const state = slots.get("state") ?? "";
const settings = slots.get("settings1") ?? "";
const config = slots.get("config1") ?? "";

function attach(sql: string): Attempt {
  return () => {
    const db = new DatabaseSync(`${state}/own.db`);
    try {
      db.exec(sql);
    } finally {
      db.close();
    }
  };
}

async function throughNode(): Promise<Record<string, Attempt>> {
  const fs = await import("node:fs");
  const net = await import("node:net");
  const http = await import("node:http");
  const children = await import("node:child_process");
  const process = (await import("node:process")).default;
  return {
    "node:fs writes outside": () => fs.writeFileSync(`${outside}/node`, "x"),
    "node:fs reads outside": () => fs.readFileSync(`${outside}/secret`, "utf8"),
    "node:fs links outside": () => fs.symlinkSync(outside, `${state}/node-link`),
    "node:net connects": () =>
      new Promise((done, fail) => {
        const socket = net.connect(Number(port), "127.0.0.1", () => done(socket.destroy()));
        socket.on("error", fail);
      }),
    "node:net listens": () =>
      new Promise((done, fail) => {
        const server = net.createServer().on("error", fail);
        server.listen(0, "127.0.0.1", () => done(server.close()));
      }),
    "node:net connects to a unix socket": () =>
      new Promise((done, fail) => {
        const socket = net.connect(`${outside}/socket`, () => done(socket.destroy()));
        socket.on("error", fail);
      }),
    "node:http requests": () =>
      new Promise((done, fail) => {
        http.get(`http://127.0.0.1:${port}/`, done).on("error", fail);
      }),
    "node:child_process starts sh": () => {
      const { error } = children.spawnSync("sh", ["-c", "true"]);
      if (error !== undefined) throw error;
    },
    "node:process loads a library": () => process.dlopen({ exports: {} }, `${state}/lib.node`),
    "node:process reads a variable": () => {
      if (process.env.SECRET === undefined) throw new Error("unseen");
    },
  };
}

const ATTEMPTS: Record<string, Attempt> = {
  // What it may do: without these, nothing below would prove anything.
  "writes in the state directory": () => Deno.writeTextFileSync(`${state}/own`, "x"),
  "reads in the state directory": () => Deno.readTextFileSync(`${state}/own`),
  "keeps a database in the state directory": attach("CREATE TABLE IF NOT EXISTS mine (a)"),
  "writes the settings file": () => Deno.writeTextFileSync(settings, "{}"),
  "reads the configuration directory": () => Deno.readTextFileSync(`${config}/readable`),
  "starts git": () => new Deno.Command("git", { args: ["--version"] }).outputSync(),

  "writes outside": () => Deno.writeTextFileSync(`${outside}/file`, "x"),
  "writes into the temporary directory": () => Deno.makeTempDirSync(),
  "writes beside the state directory": () => Deno.writeTextFileSync(`${state}2`, "x"),
  "writes above the state directory": () => Deno.writeTextFileSync(`${state}/../above`, "x"),
  "writes beside the settings file": () => Deno.writeTextFileSync(`${settings}.bak`, "x"),
  "writes elsewhere in the configuration": () => Deno.writeTextFileSync(`${config}/other`, "x"),
  "writes its own executable": () => Deno.openSync(Deno.execPath(), { write: true }).close(),
  "makes a directory outside": () => Deno.mkdirSync(`${outside}/dir`),
  "removes outside": () => Deno.removeSync(`${outside}/secret`),
  "changes a mode outside": () => Deno.chmodSync(`${outside}/secret`, 0o777),
  "renames out": () => Deno.renameSync(`${state}/own`, `${outside}/own`),
  "renames in": () => Deno.renameSync(`${outside}/secret`, `${state}/stolen`),
  "links out": () => Deno.linkSync(`${state}/own`, `${outside}/hard`),
  "links in": () => Deno.linkSync(`${outside}/secret`, `${state}/hard`),
  "makes a symbolic link that leads out": () => Deno.symlinkSync(outside, `${state}/link`),
  "copies out": () => Deno.copyFileSync(`${state}/own`, `${outside}/copy`),
  // Only to be found where the person put such links; the test does so the second time.
  "writes through a link to a file outside": () =>
    Deno.writeTextFileSync(`${state}/to-file`, "x", { create: false }),
  "writes through a link to a directory outside": () =>
    Deno.writeTextFileSync(`${state}/to-dir/secret`, "x", { create: false }),
  "reads outside": () => Deno.readTextFileSync(`${outside}/secret`),
  "reads through a link to a file outside": () => Deno.readTextFileSync(`${state}/to-file`),
  "lists outside": () => [...Deno.readDirSync(outside)],
  "stats outside": () => Deno.statSync(`${outside}/secret`),
  "reads /etc/passwd": () => Deno.readTextFileSync("/etc/passwd"),
  "reads /proc": () => Deno.readTextFileSync("/proc/self/environ"),
  "keeps a database outside": () => new DatabaseSync(`${outside}/db`).close(),
  "attaches a database outside": attach(`ATTACH '${outside}/db' AS x; CREATE TABLE x.t (a)`),
  "attaches one by a URI": attach(
    `ATTACH 'file:${outside}/db?mode=rwc' AS x; CREATE TABLE x.t (a)`,
  ),
  "copies a database out": attach(`VACUUM INTO '${outside}/vacuumed'`),
  "loads a library into SQLite": attach("SELECT load_extension('libm.so.6')"),
  "reads a file by SQL": attach(`SELECT readfile('${outside}/secret')`),

  "fetches": () => fetch(`http://127.0.0.1:${port}/`),
  "connects": () => Deno.connect({ hostname: "127.0.0.1", port: Number(port) }),
  "connects to a unix socket": () => Deno.connect({ transport: "unix", path: `${outside}/socket` }),
  "listens": () => Deno.listen({ port: 0 }).close(),
  "listens on a unix socket in the state directory": () =>
    Deno.listen({ transport: "unix", path: `${state}/socket` }).close(),
  "serves": () => void Deno.serve({ port: 0, onListen: () => {} }, () => new Response()),
  "resolves a name": () => Deno.resolveDns("example.com", "A"),
  "opens a web socket": () =>
    new Promise((done, fail) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
      socket.onopen = done;
      socket.onerror = (event) => fail((event as ErrorEvent).error ?? new Error("refused"));
    }),
  "imports from the network": () => import(`http://127.0.0.1:${port}/code.js`),
  "imports a file outside": () => import(`file://${outside}/code.js`),

  "starts sh": () => new Deno.Command("sh", { args: ["-c", "true"] }).outputSync(),
  "starts a git of another place": () => new Deno.Command(`${outside}/git`).outputSync(),
  "starts git with a library of its own": () =>
    new Deno.Command("git", { env: { LD_PRELOAD: `${outside}/x.so` } }).outputSync(),
  "kills another process": () => Deno.kill(Deno.ppid, "SIGCONT"),
  "loads a library": () => Deno.dlopen("libm.so.6", {}).close(),
  "reads another variable": () => {
    if (Deno.env.get("SECRET") === undefined) throw new Error("unseen");
  },
  "lists all variables": () => Deno.env.toObject(),
  "reads the host name": () => Deno.hostname(),
  "asks for a permission": async () => {
    const { state } = await Deno.permissions.request({ name: "net" });
    if (state !== "granted") throw new Error(state);
  },
};

// Some of Node's functions throw only after they have returned.
let throwLater: (cause: unknown) => void = () => {};
addEventListener("error", (event) => {
  event.preventDefault();
  throwLater(event.error);
});
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  throwLater(event.reason);
});

async function outcomeOf(attempt: Attempt): Promise<string> {
  const { promise: thrown, reject } = Promise.withResolvers<never>();
  throwLater = reject;
  const late = new Promise<string>((done) => setTimeout(() => done("late"), 10_000));
  try {
    const end = (async () => (await attempt(), "done"))();
    return await Promise.race([end, thrown, late]);
  } catch (cause) {
    return cause instanceof Error ? `${cause.name}: ${cause.message}`.slice(0, 120) : String(cause);
  }
}

const outcomes: Record<string, string> = {};
for (const [name, attempt] of Object.entries({ ...ATTEMPTS, ...await throughNode() })) {
  outcomes[name] = await outcomeOf(attempt);
}
console.log(JSON.stringify(outcomes));
Deno.exit(0);
