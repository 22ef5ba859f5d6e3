import { outlineIncidents } from "@/lib/contracts/incident";
import * as incident from "@/server/incident/list";
import { route } from "@/server/platform/http/route";

export const GET = route(outlineIncidents, ({ ctx, query }) =>
  incident.outlineIncidents(ctx.db, { ...query, settled: query.settled === undefined ? undefined : query.settled === "true" }),
);
