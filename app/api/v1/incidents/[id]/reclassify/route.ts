import { reclassifyIncident } from "@/lib/contracts/incident";
import * as incident from "@/server/incident/reclassify";
import { route } from "@/server/platform/http/route";

export const POST = route(reclassifyIncident, ({ ctx, params, body }) => incident.reclassifyIncident(ctx, { ...params, ...body }));
