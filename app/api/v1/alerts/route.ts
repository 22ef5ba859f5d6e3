import { listAlerts } from "@/lib/contracts/signal";
import * as alert from "@/server/alert/list";
import { route } from "@/server/platform/http/route";

export const GET = route(listAlerts, ({ ctx, query }) => alert.listAlerts(ctx.db, query));
