// One process of permissions_test.ts: narrows itself for VERB and EVENT and says what is left.
import { narrow, readGranted } from "../../src/io/permissions.ts";

const [verb = "", event = "", state = ""] = Deno.args;
const config = { dir: "/c", settings: "/c/s", memory: "/c/m", skill: "/c/k", client: "/c/j" };
const seal = { state, configs: [config] };
narrow(verb, seal, event);
console.log(JSON.stringify(readGranted(seal)));
