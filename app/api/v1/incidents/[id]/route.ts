import { getIncident } from "@/lib/contracts/incident";
import { readIncidentDetail } from "@/server/web/incident-detail";
import { route } from "@/server/platform/http/route";
import { web } from "@/server/web/web";

export const GET = route(getIncident, ({ ctx, params }) => readIncidentDetail(ctx, { ...params, links: web().container.config.links }));
