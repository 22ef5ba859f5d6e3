import { getIncidentTimeline } from "@/lib/contracts/incident";
import { readTimeline } from "@/server/web/incident-detail";
import { route } from "@/server/platform/http/route";

export const GET = route(getIncidentTimeline, ({ ctx, params, query }) => readTimeline(ctx, { ...params, ...query }));
