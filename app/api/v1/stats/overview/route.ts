import { getOverview } from "@/lib/contracts/stats";
import { route } from "@/server/platform/http/route";
import { readOverview } from "@/server/web/stats";
import { web } from "@/server/web/web";

export const GET = route(getOverview, ({ ctx, query }) => readOverview(web().container, ctx, query.origin));
