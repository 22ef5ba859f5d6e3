import { getAutonomyLedger } from "@/lib/contracts/stats";
import { route } from "@/server/platform/http/route";
import { readStatsLedger } from "@/server/web/stats";
import { web } from "@/server/web/web";

export const GET = route(getAutonomyLedger, ({ ctx, query }) => readStatsLedger(web().container, ctx, query.origin));
