import { resolveIncident } from "@/lib/contracts/incident";
import { settleIncident } from "@/server/approval/settle";
import { route } from "@/server/platform/http/route";

export const POST = route(resolveIncident, ({ ctx, params }) => settleIncident(ctx, { id: params.id, as: "resolved" }));
