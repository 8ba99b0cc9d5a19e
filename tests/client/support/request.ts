// What the client sent, and what of it the model gets to read.

/**
 * Whose request it is: the main conversation, a subagent, a compaction, another model request
 * beside the conversation (a title, a probe), or no model request at all.
 */
export type RequestKind = "main" | "subagent" | "compaction" | "aside" | "other";

/** One recorded request. Credentials are left out of `headers`. */
export interface RecordedRequest {
  readonly index: number;
  /** Epoch seconds, with fraction. */
  readonly at: number;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON, else the text; null where empty. */
  readonly body: unknown;
  readonly kind: RequestKind;
}

interface Block {
  readonly type?: string;
  readonly text?: string;
  readonly content?: string | readonly Block[];
}

interface Message {
  readonly role?: string;
  readonly content?: string | readonly Block[];
}

interface ModelRequest {
  readonly system?: string | readonly Block[];
  readonly messages?: readonly Message[];
  readonly tools?: readonly { readonly name?: string }[];
}

/** Sorts a request before it is recorded. */
export function classify(request: Omit<RecordedRequest, "kind">): RequestKind {
  const { pathname } = new URL(request.path, "http://loopback");
  if (request.method !== "POST" || pathname !== "/v1/messages") return "other";
  const body = request.body as ModelRequest;
  if (!body.tools?.some((tool) => tool.name === "Bash")) return "aside";
  if (request.headers["x-claude-code-agent-id"] !== undefined) return "subagent";
  const lastUser = body.messages?.findLast((message) => message.role === "user");
  // The instructions that the client opens every compaction with.
  if (textsIn(lastUser?.content).some((text) => text.includes("create a detailed summary"))) {
    return "compaction";
  }
  return "main";
}

/** The model that was asked, or null. */
export function modelOf(request: RecordedRequest): string | null {
  return (request.body as { model?: string } | null)?.model ?? null;
}

/**
 * Everything the model reads in this request, one text a line group: the system prompt, then each
 * message's texts and tool results in their order, whatever the role.
 */
export function textOf(request: RecordedRequest): string {
  const body = request.body as ModelRequest | null;
  const messages = (body?.messages ?? []).flatMap((message) => textsIn(message.content));
  return [...textsIn(body?.system), ...messages].join("\n\n");
}

/**
 * The texts that hooks of one event gave the model, in the order of the conversation, old ones of
 * earlier turns included. `event` as the client writes it: `UserPromptSubmit`, `PostToolUse:Bash`.
 */
export function contextsOf(request: RecordedRequest, event: string): string[] {
  const lead = `${event} hook additional context: `;
  const paragraphs = textOf(request).split(/\n\n|(?=<system-reminder>)|<\/system-reminder>/);
  return paragraphs
    .map((paragraph) => paragraph.replace(/^\s*(<system-reminder>\s*)?/, ""))
    .filter((paragraph) => paragraph.startsWith(lead))
    .map((paragraph) => paragraph.slice(lead.length).trimEnd());
}

/** The texts of all tool results in the request, in the order of the conversation. */
export function toolResultsOf(request: RecordedRequest): string[] {
  const { messages = [] } = request.body as ModelRequest;
  return messages
    .flatMap(({ content }) => typeof content === "string" ? [] : content ?? [])
    .filter(({ type }) => type === "tool_result")
    .map(({ content }) => textsIn(content).join("\n"));
}

function textsIn(content: string | readonly Block[] | undefined): string[] {
  if (content === undefined) return [];
  if (typeof content === "string") return [content];
  return content.flatMap((block) => [
    ...(block.text === undefined ? [] : [block.text]),
    ...textsIn(block.content),
  ]);
}
