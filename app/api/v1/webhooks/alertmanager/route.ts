import { receiveAlertmanager } from "@/lib/contracts/delivery";
import { acceptDelivery, screenHeaders } from "@/server/inbox/accept";
import { answering, readBody } from "@/server/platform/http/route";
import { web } from "@/server/web/web";

/** The same verb as behind `server/ingress`; the body stays bytes, since the door checks and keeps it exactly as sent. */
export function POST(request: Request): Promise<Response> {
  return answering(async () => {
    const { container } = web();
    const source = container.sources.alertmanager;
    const headers = Object.fromEntries(request.headers);
    screenHeaders(source, headers);
    const rawBody = await readBody(request, source.maxBodyBytes);
    const ctx = container.ctx({ kind: "source", id: "webhook", name: "webhook" }, "webhook");
    const receipt = await acceptDelivery({ ctx, source, secrets: container.doorSecrets(source.name), delivery: { headers, rawBody } });
    return Response.json(receipt, { status: receiveAlertmanager.status });
  });
}
