import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { newId } from "@/lib/ids";
import type { ProblemCode } from "@/lib/contracts/problem";

/** An answer to what is no request that Node would hand to a handler; the connection ends with it. */
function refuse(socket: Duplex, status: 400 | 405 | 408 | 431, reason: string, detail: string): void {
  const code: ProblemCode = status === 405 ? "method_not_allowed" : "bad_request";
  const requestId = newId("request");
  const body = JSON.stringify({ type: `urn:awoooi:problem:${code}`, title: reason.toLowerCase(), status, detail, code, requestId, issues: [] });
  socket.end(`HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nx-request-id: ${requestId}\r\nconnection: close\r\n\r\n${body}`);
}

/**
 * Answers what is not HTTP, or not HTTP that two servers in a row would read alike (two lengths, a length beside chunks, a header
 * section without end, a body that never comes): 4xx, and the connection ends. `isAnswered` says that the current request of a
 * connection has its answer already, whatever became of the rest of its body.
 */
export function refuseOddities(server: Server, isAnswered: (socket: Duplex) => boolean): void {
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === "ECONNRESET" || isAnswered(socket)) return void socket.destroy();
    if (error.code === "HPE_HEADER_OVERFLOW") return refuse(socket, 431, "Request Header Fields Too Large", "The path and headers are too long.");
    if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") return refuse(socket, 408, "Request Timeout", "The request did not arrive in time.");
    refuse(socket, 400, "Bad Request", "This is not HTTP that can be read in one way only.");
  });
  server.on("connect", (_request, socket) => refuse(socket, 405, "Method Not Allowed", "This is no proxy."));
}
