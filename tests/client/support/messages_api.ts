// A stand-in for the Messages API on loopback: it answers as scripted and remembers what it was
// asked, which is exactly what the model would have received.

import { type Answer, say, SMALL_USAGE } from "./answer.ts";
import { eventStreamOf, jsonOf } from "./event_stream.ts";
import { classify, type RecordedRequest } from "./request.ts";

/** One window of the account, as the service's headers tell it. */
export interface ScriptedWindow {
  /** Used share, 0 to 1 (the service sends a little over 1 at the limit). */
  utilization: number;
  /** Epoch seconds. */
  resetsAt: number;
}

/** The account's windows; mutable, so that a test moves them between turns. */
export interface ScriptedLimits {
  fiveHour: ScriptedWindow;
  sevenDay: ScriptedWindow;
}

/** Answers by step: step 0 is the first request of the main conversation. */
export type Script =
  | readonly Answer[]
  | ((request: RecordedRequest, step: number) => Answer);

/** A running stand-in. */
export interface MessagesApi {
  /** For `ANTHROPIC_BASE_URL`. */
  readonly url: string;
  /** Null sends no rate-limit headers at all. */
  limits: ScriptedLimits | null;
  /** May be replaced at any time; the step goes on counting. */
  script: Script;
  /** Answers to subagents, all of them in one count of steps; each is done at once unless given. */
  subagentScript: Script;
  /** Every request in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Requests of the main conversation in the order of arrival. */
  readonly turns: () => RecordedRequest[];
  readonly close: () => Promise<void>;
}

/** Starts a stand-in on a free port. */
export function serveMessagesApi(
  script: Script,
  limits: ScriptedLimits | null = null,
): MessagesApi {
  const requests: RecordedRequest[] = [];
  const steps = { main: 0, subagent: 0 };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (incoming) => {
      const request = await record(incoming, requests.length);
      requests.push(request);
      return respond(request, answerTo(request), api.limits);
    },
  );
  const answerTo = (request: RecordedRequest) => {
    if (request.kind === "main") return scripted(api.script, request, steps.main++);
    if (request.kind !== "subagent") return besideTheConversation(request);
    return scripted(api.subagentScript, request, steps.subagent++);
  };
  const api: MessagesApi = {
    url: `http://127.0.0.1:${server.addr.port}`,
    limits,
    script,
    subagentScript: [],
    requests,
    turns: () => requests.filter((request) => request.kind === "main"),
    close: () => server.shutdown(),
  };
  return api;
}

/** Windows with the given shares used, resetting in the given number of seconds after `now`. */
export function limitsAt(
  now: number,
  fiveHour: { utilization: number; resetsInSec: number },
  sevenDay: { utilization: number; resetsInSec: number } = {
    utilization: 0.3,
    resetsInSec: 300_000,
  },
): ScriptedLimits {
  const at = (window: { utilization: number; resetsInSec: number }): ScriptedWindow => ({
    utilization: window.utilization,
    resetsAt: Math.floor(now) + window.resetsInSec,
  });
  return { fiveHour: at(fiveHour), sevenDay: at(sevenDay) };
}

const SECRET_HEADERS = ["authorization", "x-api-key"];

async function record(incoming: Request, index: number): Promise<RecordedRequest> {
  const text = await incoming.text();
  const headers: Record<string, string> = {};
  for (const [name, value] of incoming.headers) {
    if (!SECRET_HEADERS.includes(name)) headers[name] = value;
  }
  const { pathname, search } = new URL(incoming.url);
  const body = parse(text);
  const about = { index, at: Date.now() / 1000, method: incoming.method, path: pathname + search };
  const request = { ...about, headers, body };
  return { ...request, kind: classify(request) };
}

function parse(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    // Not every endpoint speaks JSON; the record then holds what came.
    return text;
  }
}

function scripted(script: Script, request: RecordedRequest, step: number): Answer {
  if (typeof script === "function") return script(request, step);
  const last = script.at(-1);
  return script[step] ?? say("Done.", last?.kind === "message" ? last.usage : SMALL_USAGE);
}

/** Titles, summaries, quota probes and the like: any short message satisfies the client. */
function besideTheConversation(request: RecordedRequest): Answer | null {
  if (request.kind === "other") return null;
  return say(request.kind === "compaction" ? "<summary>Scripted summary.</summary>" : "Done.");
}

function respond(
  request: RecordedRequest,
  answer: Answer | null,
  limits: ScriptedLimits | null,
): Response {
  if (answer === null) return Response.json(smallAnswer(request));
  const headers = new Headers({
    "request-id": `req_${request.index}`,
    ...limitHeaders(answer, limits),
  });
  if (answer.kind !== "message") return errorResponse(answer, headers);
  const body = request.body as { model?: string; stream?: boolean };
  const identity = { id: `msg_${request.index}`, model: body.model ?? "unknown" };
  if (body.stream !== true) return Response.json(jsonOf(answer, identity), { headers });
  headers.set("content-type", "text/event-stream");
  return new Response(eventStreamOf(answer, identity), { headers });
}

function smallAnswer(request: RecordedRequest): unknown {
  return request.path.includes("count_tokens") ? { input_tokens: SMALL_USAGE.input } : {};
}

function errorResponse(answer: Exclude<Answer, { kind: "message" }>, headers: Headers): Response {
  if (answer.kind === "transient-limit") headers.set("retry-after", String(answer.retryAfterSec));
  const error = answer.kind === "error"
    ? answer
    : { status: 429, type: "rate_limit_error", message: "This request would exceed your limit." };
  const body = { type: "error", error: { type: error.type, message: error.message } };
  return Response.json(body, { status: error.status, headers });
}

function limitHeaders(answer: Answer, limits: ScriptedLimits | null): Record<string, string> {
  if (limits === null || answer.kind === "transient-limit") return {};
  const prefix = "anthropic-ratelimit-unified";
  const status = answer.kind === "usage-limit" ? "rejected" : "allowed";
  return {
    [`${prefix}-status`]: status,
    [`${prefix}-reset`]: String(limits.fiveHour.resetsAt),
    [`${prefix}-representative-claim`]: "five_hour",
    [`${prefix}-5h-status`]: status,
    [`${prefix}-5h-reset`]: String(limits.fiveHour.resetsAt),
    [`${prefix}-5h-utilization`]: String(limits.fiveHour.utilization),
    [`${prefix}-7d-status`]: "allowed",
    [`${prefix}-7d-reset`]: String(limits.sevenDay.resetsAt),
    [`${prefix}-7d-utilization`]: String(limits.sevenDay.utilization),
  };
}
