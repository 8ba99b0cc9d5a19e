import type { Repair } from "../../decide/repair.ts";
import type { Host } from "../../io/host.ts";
import { sweepLeftovers } from "../../io/leftovers.ts";
import { stateDir } from "../../io/state_dir.ts";
import { mendStore } from "../../io/store/mend.ts";
import { salvageAside } from "../../io/store/salvage.ts";
import { explain } from "../../render/failure.ts";
import { type Repaired, sayMended, saySalvaged } from "../../render/repair.ts";
import { run as install } from "../install.ts";

const OWNER_ONLY = 0o700;

/** Does one repair. Never throws: what could not be done is said, and the others go on. */
export async function doRepair(repair: Repair, host: Host): Promise<Repaired> {
  try {
    return { repair, ...await perform(repair, host) };
  } catch (cause) {
    return { repair, isDone: false, said: explain(cause) };
  }
}

async function perform(repair: Repair, host: Host): Promise<Omit<Repaired, "repair">> {
  switch (repair.kind) {
    case "wiring":
      return await rewire(repair.dir, host);
    case "store":
      return await mend(host);
    case "notes":
      return salvage(host);
    case "leftovers":
      if (host.seal !== null) sweepLeftovers(stateDir(host.seal, host.env), host.now());
      return { isDone: true, said: "" };
    case "state-open":
      Deno.chmodSync(repair.path, OWNER_ONLY);
      return { isDone: true, said: "" };
  }
}

async function mend(host: Host): Promise<Omit<Repaired, "repair">> {
  if (host.seal === null) return { isDone: false, said: "" };
  const dir = stateDir(host.seal, host.env);
  const mended = await mendStore(dir, host.now());
  return { isDone: mended.kind !== "busy", said: sayMended(mended, dir) };
}

function salvage(host: Host): Omit<Repaired, "repair"> {
  if (host.seal === null) return { isDone: false, said: "" };
  const salvaged = salvageAside(stateDir(host.seal, host.env), host.now());
  return { isDone: true, said: saySalvaged(salvaged?.kept ?? null) };
}

// The very code of `install`, so that what it refuses to touch doctor does not touch either.
async function rewire(dir: string, host: Host): Promise<Omit<Repaired, "repair">> {
  let said = "";
  const take = (text: string) => void (said += text);
  const code = await install(["--config-dir", dir], { ...host, writeOut: take, writeError: take });
  return { isDone: code === 0, said };
}
