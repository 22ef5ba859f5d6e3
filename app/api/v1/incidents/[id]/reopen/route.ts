import { reopenIncident } from "@/lib/contracts/incident";
import * as incident from "@/server/incident/reopen";
import { route } from "@/server/platform/http/route";

export const POST = route(reopenIncident, ({ ctx, params }) => incident.reopenIncident(ctx, params));
