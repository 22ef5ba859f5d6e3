import { request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { SourceName } from "@/lib/contracts/signal";
import type { Container } from "@/server/container";
import { createIngress } from "@/server/ingress/server";
import { dispatch } from "./routes";

/** What came back, of either door. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | null>>;
  readonly body: unknown;
}

/** A webhook on its way. */
export interface Knock {
  readonly source: SourceName;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Sent in pieces, without a length. */
  readonly streamed?: boolean;
}
export type Door = (knock: Knock) => Promise<Answer>;

const shown = ["content-type", "retry-after", "www-authenticate"];
const pieceBytes = 1 << 20;
const pathOf = (source: SourceName) => `/api/v1/webhooks/${source}`;

/** The bare door over a container, on a port of its own. */
export async function openIngress(container: Container): Promise<Server> {
  const server = createIngress(container).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return server;
}

/** Sends to the bare door. */
export function bareDoor(server: Server): Door {
  return ({ source, headers, body, streamed = false }) =>
    new Promise((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      const length = streamed ? {} : { "content-length": headers["content-length"] ?? body.byteLength };
      const request = httpRequest({ host: "127.0.0.1", port, path: pathOf(source), method: "POST", headers: { ...headers, ...length }, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const picked = Object.fromEntries(shown.map((name) => [name, (response.headers[name] as string | undefined) ?? null]));
          resolve({ status: response.statusCode ?? 0, headers: picked, body: JSON.parse(Buffer.concat(chunks).toString("utf8")) });
          request.destroy();
        });
      });
      request.on("error", reject);
      if (streamed) for (let at = 0; at < body.length; at += pieceBytes) request.write(body.subarray(at, at + pieceBytes));
      request.end(streamed ? undefined : body);
    });
}

const pieces = (body: Uint8Array) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < body.length; at += pieceBytes) controller.enqueue(body.subarray(at, at + pieceBytes));
      controller.close();
    },
  });

/** Sends to the Next route of the same source. */
export function routeDoor(origin: string): Door {
  return async ({ source, headers, body, streamed = false }) => {
    const length = streamed ? {} : { "content-length": headers["content-length"] ?? String(body.byteLength) };
    const response = await dispatch(new Request(`${origin}${pathOf(source)}`, { method: "POST", headers: { ...headers, ...length }, body: streamed ? pieces(body) : Buffer.from(body), ...(streamed ? { duplex: "half" } : {}) } as RequestInit));
    return { status: response.status, headers: Object.fromEntries(shown.map((name) => [name, response.headers.get(name)])), body: await response.json() };
  };
}
