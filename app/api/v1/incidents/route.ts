import { listIncidents } from "@/lib/contracts/incident";
import * as incident from "@/server/incident/list";
import { route } from "@/server/platform/http/route";

export const GET = route(listIncidents, ({ ctx, query }) =>
  incident.listIncidents(ctx.db, { ...query, settled: query.settled === undefined ? undefined : query.settled === "true" }),
);
