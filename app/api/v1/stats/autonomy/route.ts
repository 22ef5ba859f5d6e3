import { getAutonomy } from "@/lib/contracts/stats";
import { route } from "@/server/platform/http/route";
import { readStatsAutonomy } from "@/server/web/stats";
import { web } from "@/server/web/web";

export const GET = route(getAutonomy, ({ ctx, query }) => readStatsAutonomy(web().container, ctx, query.origin));
