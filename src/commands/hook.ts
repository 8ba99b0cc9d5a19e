import { decodeEvent, type HookEvent } from "../clients/claude_code/event.ts";
import { recordFault } from "../io/faults.ts";
import type { Command, Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { parseJson } from "../model/decode.ts";

/** Answers one event: the text for standard output, or null for silence. */
export type Handler = (
  event: HookEvent,
  host: Host,
) => string | null | Promise<string | null>;

// One literal import an event: an event loads nothing of another's.
const HANDLERS: Readonly<Record<string, () => Promise<{ readonly handle: Handler }>>> = {
  "session-start": () => import("./hook/session_start.ts"),
  "user-prompt-submit": () => import("./hook/user_prompt_submit.ts"),
  "pre-tool-use": () => import("./hook/pre_tool_use.ts"),
  "post-tool-use": () => import("./hook/post_tool_use.ts"),
  "post-tool-batch": () => import("./hook/post_tool_batch.ts"),
  "subagent-stop": () => import("./hook/subagent_stop.ts"),
  "stop": () => import("./hook/stop.ts"),
  "stop-failure": () => import("./hook/stop_failure.ts"),
  "pre-compact": () => import("./hook/pre_compact.ts"),
  "notification": () => import("./hook/notification.ts"),
  "session-end": () => import("./hook/session_end.ts"),
};

// The largest events carry one tool result; what lies beyond cannot be an event we read.
const MAX_EVENT_BYTES = 16 * 1024 * 1024;

/** Answers a hook event of the client. Exits 0 whatever it is fed; silence is a valid answer. */
export const run: Command = async (args, host) => {
  const load = Object.hasOwn(HANDLERS, args[0] ?? "") ? HANDLERS[args[0] ?? ""] : undefined;
  if (load === undefined || host.seal === null || host.isTerminal("in")) return 0;
  const text = new TextDecoder().decode(host.readInput(MAX_EVENT_BYTES));
  const event = decodeEvent(parseJson(text));
  if (event === null) return 0;
  try {
    const { handle } = await load();
    const answer = await handle(event, host);
    if (answer !== null) host.writeOut(answer);
  } catch (cause) {
    // Fail open: the client goes on without us, and doctor tells why.
    recordFault(stateDir(host.seal, host.env), host.now(), `hook ${args[0]}`, cause);
  }
  return 0;
};
