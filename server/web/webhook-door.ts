import type { Operation } from "@/lib/contracts/operation";
import type { SourceName } from "@/lib/contracts/signal";
import { acceptDelivery } from "../inbox/accept";
import { answering } from "../platform/http/route";
import { web } from "./web";

async function read(request: Request, take: (bytes: number) => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    take(chunk.byteLength);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The route of one source's webhooks: the same verb as behind `server/ingress`; the body stays bytes, since it is checked and kept exactly as sent. */
export function webhookDoor(operation: Operation, name: SourceName): (request: Request) => Promise<Response> {
  return (request) =>
    answering(async () => {
      const { container } = web();
      const delivery = { headers: Object.fromEntries(request.headers), read: (take: (bytes: number) => void) => read(request, take) };
      const receipt = await acceptDelivery({ intake: container.intake, source: container.sources[name], secrets: container.doorSecrets(name), delivery });
      return Response.json(receipt, { status: operation.status });
    }, operation.id);
}
