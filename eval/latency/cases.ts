import { fromFileUrl } from "@std/path";
import type { Empty } from "./empty_program.ts";
import type { Case } from "./measure.ts";
import type { Place } from "./place.ts";

/** Names of what is compared with. */
export const ANYTHING = "/bin/true";
export const EMPTY = "empty program";
export const NODE = "node -e 0";
export const NODE_TAP = "tap in Node";
export const NODE_HOOK = "prompt hook in Node";
/** Added to the names of what Node also has to read certificates for. */
export const WITH_CERTIFICATES = ", with NODE_EXTRA_CA_CERTS";

/** Verbs that are measured, each on a new state directory and on a large one. */
export const VERBS = [
  "tap",
  "hook user-prompt-submit",
  "hook post-tool-batch",
  "hook session-start",
  "line",
] as const;
export type Verb = (typeof VERBS)[number];

/** The name of a verb's case on the large state directory. */
export function large(verb: Verb): string {
  return `${verb}, large`;
}

const IN_NODE = fromFileUrl(new URL("./in_node.mjs", import.meta.url));
const PROMPT = "UserPromptSubmit";
const BATCH = "PostToolBatch-two-calls-one-failed";
const START = "SessionStart-startup";

/** Everything that is started in one round. `node` null: there is none. */
export function casesFor(empty: Empty, node: string | null, small: Place, big: Place): Case[] {
  const { env, event } = small;
  return [
    { name: ANYTHING, command: "/bin/true", args: [], env, input: () => "" },
    { name: EMPTY, command: empty.executable, args: [], env, input: () => event(PROMPT) },
    ...(node === null ? [] : nodeCases(node, small)),
    ...verbCases(small, (verb) => verb),
    ...verbCases(big, large),
  ];
}

/** The prompt's hook of a place, under a name of its own. */
export function promptCase(place: Place, name: string): Case {
  const { program, env, event, transcript } = place;
  return {
    name,
    command: program.executable,
    args: ["hook", "user-prompt-submit"],
    env,
    prepare: transcript.grow,
    input: () => event(PROMPT),
  };
}

function nodeCases(command: string, place: Place): Case[] {
  const { env, payload, event, transcript, program } = place;
  const nothing: Case = { name: NODE, command, args: ["-e", "0"], env, input: () => "" };
  const tap: Case = {
    name: NODE_TAP,
    command,
    args: [IN_NODE, "tap", program.home],
    env,
    input: payload,
  };
  const hook: Case = {
    name: NODE_HOOK,
    command,
    args: [IN_NODE, "hook", program.home],
    env,
    prepare: transcript.grow,
    input: () => event(PROMPT),
  };
  return [nothing, tap, hook, ...withCertificates([nothing, tap])];
}

// Where a proxy has a certificate of its own, people set this for Node, and each start reads it.
function withCertificates(cases: readonly Case[]): Case[] {
  const certificates = Deno.env.get("NODE_EXTRA_CA_CERTS");
  if (certificates === undefined) return [];
  return cases.map((one) => ({
    ...one,
    name: `${one.name}${WITH_CERTIFICATES}`,
    env: { ...one.env, NODE_EXTRA_CA_CERTS: certificates },
  }));
}

function verbCases(place: Place, nameOf: (verb: Verb) => string): Case[] {
  const { env, payload, event, transcript } = place;
  const { executable: command } = place.program;
  const prepare = transcript.grow;
  return [
    { name: nameOf("tap"), command, args: ["tap"], env, input: payload },
    promptCase(place, nameOf("hook user-prompt-submit")),
    {
      name: nameOf("hook post-tool-batch"),
      command,
      args: ["hook", "post-tool-batch"],
      env,
      prepare,
      input: () => event(BATCH),
    },
    {
      name: nameOf("hook session-start"),
      command,
      args: ["hook", "session-start"],
      env,
      prepare,
      input: () => event(START),
    },
    { name: nameOf("line"), command, args: ["line"], env, input: () => "" },
  ];
}
