import { getBrief } from "@/lib/contracts/stats";
import { route } from "@/server/platform/http/route";
import { readStatsBrief } from "@/server/web/stats";
import { web } from "@/server/web/web";

export const GET = route(getBrief, ({ ctx, query }) => readStatsBrief(web().container, ctx, query.origin));
