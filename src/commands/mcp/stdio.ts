import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  ErrorCode,
  isJSONRPCRequest,
  type JSONRPCMessage,
  JSONRPCMessageSchema,
} from "@modelcontextprotocol/sdk/types.js";
import type { Host } from "../../io/host.ts";
import { type Line, readLines } from "../../io/lines.ts";
import { asRecord, parseJson } from "../../model/decode.ts";
import { BAD_MESSAGE, tooLong } from "../../render/mcp.ts";

/** Bytes of one message. A note of ten pages is a hundredth of it; what is larger is not read. */
const MESSAGE_BYTES = 32 * 1024 * 1024;
/** Milliseconds that the answer to a last question may take after the client closed our input. */
const LAST_ANSWER_MS = 5_000;

/** A connection over standard input and output, and when its client has gone. */
export interface Stdio {
  readonly transport: Transport;
  readonly ended: Promise<void>;
}

/**
 * The connection that the client made when it started us. In place of the SDK's own, which answers
 * nothing to a line that is no message and goes silent for good on one of ten megabytes.
 */
export function openStdio(host: Host): Stdio {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  let unanswered = 0;
  let isOver = false;
  const write = (message: unknown) => host.writeOut(`${JSON.stringify(message)}\n`);
  const refuse = (id: unknown, code: number, message: string) => {
    write({ jsonrpc: "2.0", id: isId(id) ? id : null, error: { code, message } });
  };
  const transport: Transport = {
    start: () => {
      readLines(MESSAGE_BYTES, take).then(() => {
        isOver = true;
        if (unanswered === 0) end();
        setTimeout(end, LAST_ANSWER_MS);
      });
      return Promise.resolve();
    },
    send: (message: JSONRPCMessage) => {
      write(message);
      if ("result" in message || "error" in message) unanswered--;
      if (isOver && unanswered === 0) end();
      return Promise.resolve();
    },
    close: () => {
      end();
      transport.onclose?.();
      return Promise.resolve();
    },
  };
  const take = (line: Line) => {
    if (line.kind === "too-long") {
      refuse(null, ErrorCode.InvalidRequest, tooLong(MESSAGE_BYTES));
      return;
    }
    if (line.text.trim() === "") return;
    const value = parseJson(line.text);
    if (value === null) refuse(null, ErrorCode.ParseError, BAD_MESSAGE.json);
    else if (!isMessage(value)) {
      refuse(asRecord(value)?.id, ErrorCode.InvalidRequest, BAD_MESSAGE.message);
    } else {
      if (isJSONRPCRequest(value)) unanswered++;
      transport.onmessage?.(value);
    }
  };
  return { transport, ended };
}

function isMessage(value: unknown): value is JSONRPCMessage {
  return JSONRPCMessageSchema.safeParse(value).success;
}

function isId(value: unknown): boolean {
  return typeof value === "string" || Number.isSafeInteger(value);
}
