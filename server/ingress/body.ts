import type { IncomingMessage, ServerResponse } from "node:http";
import { Rejected } from "../platform/errors";

/**
 * Reads a body, telling `take` of each piece before it is kept; what `take` throws ends the reading, and the rest is let go by. A body
 * that came in one piece is not copied. A sender that waits for leave to send it (`Expect: 100-continue`) gets it now.
 * @throws {Rejected} when the sender goes away before the end
 */
export function readBody(request: IncomingMessage, response: ServerResponse, take: (bytes: number) => void): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] | null = [];
    request.on("data", (chunk: Buffer) => {
      try {
        if (chunks === null) return;
        take(chunk.byteLength);
        chunks.push(chunk);
      } catch (error) {
        chunks = null;
        reject(error as Error);
      }
    });
    request.on("end", () => {
      const [first] = chunks ?? [];
      resolve(first !== undefined && chunks?.length === 1 ? first : Buffer.concat(chunks ?? []));
    });
    // Node reports a broken request as an error only to whoever listens for one; that it closed says the same.
    request.on("close", () => {
      if (!request.complete) reject(new Rejected("bad_request", "The body ended early."));
    });
    if (request.headers.expect !== undefined) response.writeContinue();
  });
}
