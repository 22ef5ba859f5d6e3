import { acknowledgeIncident } from "@/lib/contracts/incident";
import * as incident from "@/server/incident/acknowledge";
import { route } from "@/server/platform/http/route";

export const POST = route(acknowledgeIncident, ({ ctx, params }) => incident.acknowledgeIncident(ctx, params));
