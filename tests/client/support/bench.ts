// One test's whole world: a scripted API, a private HOME that points to it, and what runs in it.

import { locateClient } from "./client.ts";
import { raiseFence, sshStrays } from "./fence.ts";
import { type Home, type HomeOptions, openHome } from "./home.ts";
import {
  type MessagesApi,
  type Script,
  type ScriptedLimits,
  serveMessagesApi,
} from "./messages_api.ts";
import type { RecordedRequest } from "./request.ts";
import { openTerminal, type Terminal, type TerminalOptions, tmuxIsThere } from "./terminal.ts";
import { until } from "./waiting.ts";

/** What a test wants of its world. */
export interface BenchOptions extends Omit<HomeOptions, "client" | "apiUrl" | "fence"> {
  readonly script: Script;
  /** No rate-limit headers unless given. */
  readonly limits?: ScriptedLimits;
}

/**
 * One test's world. Disposing of it leaves no process and no file, and throws when anything in it
 * asked for a host beyond loopback.
 */
export interface Bench extends AsyncDisposable {
  readonly api: MessagesApi;
  readonly home: Home;
  /** What asked for a host beyond loopback so far. */
  readonly strays: () => string[];
  /** Starts the client in a terminal. */
  readonly terminal: (options?: TerminalOptions) => Promise<Terminal>;
  /** The main conversation's request at this index, as soon as it has arrived. */
  readonly turn: (index: number) => Promise<RecordedRequest>;
}

const client = await locateClient();
const tmux = client !== null && tmuxIsThere();

/** Registers a test that needs the real client; ignored, after a line on stderr, without it. */
export function clientTest(name: string, body: () => Promise<void>): void {
  Deno.test({ name, ignore: client === null, fn: body });
}

/** Registers a test that needs the real client in a terminal. */
export function terminalTest(name: string, body: () => Promise<void>): void {
  Deno.test({ name, ignore: !tmux, fn: body });
}

/** Opens a world. Use with `await using`. */
export function openBench({ script, limits, ...options }: BenchOptions): Bench {
  if (client === null) throw new Error("openBench() outside clientTest() and terminalTest()");
  const api = serveMessagesApi(script, limits ?? null);
  const fence = raiseFence();
  const home = openHome({ ...options, client, apiUrl: api.url, fence });
  const strays = () => [...fence.strays, ...sshStrays(home.dir)];
  return {
    api,
    home,
    strays,
    terminal: (terminalOptions) => openTerminal(home, terminalOptions),
    turn: (index) =>
      until(
        () => api.turns()[index] ?? null,
        () =>
          `the client sent ${api.turns().length} requests of its conversation, not ${index + 1}`,
      ),
    [Symbol.asyncDispose]: async () => {
      const strayed = strays();
      home.close();
      await Promise.all([api.close(), fence.close()]);
      if (strayed.length > 0) throw new Error(`beyond loopback: ${strayed.join("; ")}`);
    },
  };
}
