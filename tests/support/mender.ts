// A process that mends the store of DIR and is there to be killed.
import { mendStore } from "../../src/io/store/mend.ts";
import { NOW } from "./fake_host.ts";

await mendStore(Deno.args[0] ?? "", NOW);
Deno.exit(0);
