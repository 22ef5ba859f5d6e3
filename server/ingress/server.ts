import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { sourceName } from "@/lib/contracts/signal";
import { newId } from "@/lib/ids";
import type { Container } from "../container";
import { acceptDelivery } from "../inbox/accept";
import { Rejected } from "../platform/errors";
import { problemFor } from "../platform/http/problem";
import { tunables } from "../platform/tunables";
import type { Headers } from "../sources/port";
import { readBody } from "./body";
import { refuseOddities } from "./oddities";
import { answerOperator, type Answer } from "./operator";

/** Whether the process is on its way out: it still answers, but is not ready. */
export interface IngressLife {
  isDraining: boolean;
}

/** Every door by its path. */
const doors = new Map(sourceName.options.map((name) => [`/api/v1/webhooks/${name}`, name]));

async function answerTo(container: Container, life: IngressLife, request: IncomingMessage, response: ServerResponse): Promise<Answer> {
  const { url = "/" } = request;
  const query = url.indexOf("?");
  const path = query === -1 ? url : url.slice(0, query);
  const name = doors.get(path);
  if (request.headers.host === undefined && request.httpVersion === "1.1") throw new Rejected("bad_request", "The header Host is missing.");
  if (name === undefined) {
    const answer = await answerOperator(container, life.isDraining, path, request);
    if (answer === null) throw new Rejected("not_found", "There is no such door; webhooks go to /api/v1/webhooks/<source>.");
    return answer;
  }
  if (request.method !== "POST") throw new Rejected("method_not_allowed", "Webhooks are sent with POST.");
  const receipt = await acceptDelivery({
    intake: container.intake,
    source: container.sources[name],
    secrets: container.doorSecrets(name),
    // Node joins what was sent twice into one text, but for `set-cookie`, which no adapter reads.
    delivery: { headers: request.headers as Headers, read: (take) => readBody(request, response, take) },
  });
  return { status: 202, type: "application/json", text: JSON.stringify(receipt) };
}

/** The webhook door on bare `node:http`: the same verb and the same answers as the Next route, at a fraction of the cost. */
export function createIngress(container: Container, life: IngressLife = { isDraining: false }): Server {
  /** Connections whose current request was answered before all of its body came. */
  const answered = new WeakSet<Duplex>();

  const send = (request: IncomingMessage, response: ServerResponse, { status, type, text }: Answer, requestId: string, headers: Readonly<Record<string, string>> = {}): void => {
    if (response.headersSent) return void response.destroy();
    if (request.complete) answered.delete(request.socket);
    else answered.add(request.socket);
    response.writeHead(status, { ...headers, "content-type": type, "content-length": Buffer.byteLength(text), "x-request-id": requestId, ...(life.isDraining && { connection: "close" }) });
    response.end(request.method === "HEAD" ? undefined : text);
  };

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const requestId = newId("request");
    answerTo(container, life, request, response).then(
      (answer) => send(request, response, answer, requestId),
      (error: unknown) => {
        const { status, headers, body } = problemFor(error, requestId, container.log);
        send(request, response, { status, type: headers["content-type"] ?? "", text: JSON.stringify(body) }, requestId, headers);
      },
    );
  };

  const patience = { keepAliveTimeout: tunables.doorKeepAliveMs, headersTimeout: tunables.headersTimeoutMs, requestTimeout: tunables.requestTimeoutMs, connectionsCheckingInterval: tunables.doorSweepMs };
  // Node's own refusal of a request without a host would carry no id.
  const server = createServer({ ...patience, requireHostHeader: false }, serve);
  // Who asks for leave before sending a body is answered by the headers alone; leave is given where the body is read.
  server.on("checkContinue", serve);
  server.on("checkExpectation", serve);
  refuseOddities(server, (socket) => answered.has(socket));
  return server;
}
