// A message as the Messages API sends it: server-sent events, or one JSON body.

import type { Answer, Usage } from "./answer.ts";

type Message = Extract<Answer, { kind: "message" }>;

/** What identifies one answer. */
export interface MessageIdentity {
  readonly id: string;
  readonly model: string;
}

/** The whole event stream of a message. */
export function eventStreamOf(message: Message, identity: MessageIdentity): string {
  const events = [
    messageStart(message, identity),
    ...blocksOf(message, identity).flatMap(blockEvents),
    {
      type: "message_delta",
      delta: { stop_reason: stopReasonOf(message), stop_sequence: null },
      usage: wireUsage(message.usage),
    },
    { type: "message_stop" },
  ];
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
}

/** The same message as one JSON body, for requests that do not stream. */
export function jsonOf(message: Message, identity: MessageIdentity): unknown {
  return {
    ...envelope(identity),
    content: blocksOf(message, identity),
    stop_reason: stopReasonOf(message),
    stop_sequence: null,
    usage: wireUsage(message.usage),
  };
}

type Block =
  | { readonly type: "text"; readonly text: string }
  | {
    readonly type: "tool_use";
    readonly id: string;
    readonly name: string;
    readonly input: unknown;
  };

function blocksOf(message: Message, identity: MessageIdentity): Block[] {
  const text: Block[] = message.text === "" ? [] : [{ type: "text", text: message.text }];
  const calls = message.calls.map((call, index): Block => ({
    type: "tool_use",
    id: `toolu_${identity.id}_${index}`,
    name: call.tool,
    input: call.input,
  }));
  return [...text, ...calls];
}

function blockEvents(block: Block, index: number) {
  const [empty, delta] = block.type === "text"
    ? [{ type: "text", text: "" }, { type: "text_delta", text: block.text }]
    : [
      { ...block, input: {} },
      { type: "input_json_delta", partial_json: JSON.stringify(block.input) },
    ];
  return [
    { type: "content_block_start", index, content_block: empty },
    { type: "content_block_delta", index, delta },
    { type: "content_block_stop", index },
  ];
}

function messageStart(message: Message, identity: MessageIdentity) {
  // The service counts output only at the end; a reader that trusts the first figure must be caught.
  const usage = { ...wireUsage(message.usage), output_tokens: 1 };
  const start = {
    ...envelope(identity),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  };
  return { type: "message_start", message: start };
}

function envelope({ id, model }: MessageIdentity) {
  return { id, type: "message", role: "assistant", model };
}

function stopReasonOf(message: Message): string {
  return message.stopReason ?? (message.calls.length > 0 ? "tool_use" : "end_turn");
}

function wireUsage(usage: Usage) {
  const created = typeof usage.cacheCreation === "object"
    ? usage.cacheCreation
    : { fiveMinutes: usage.cacheCreation ?? 0, oneHour: 0 };
  return {
    input_tokens: usage.input,
    output_tokens: usage.output,
    cache_creation_input_tokens: created.fiveMinutes + created.oneHour,
    cache_read_input_tokens: usage.cacheRead ?? 0,
    cache_creation: {
      ephemeral_5m_input_tokens: created.fiveMinutes,
      ephemeral_1h_input_tokens: created.oneHour,
    },
  };
}
