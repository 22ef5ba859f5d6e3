import { listAudit } from "@/lib/contracts/audit";
import * as audit from "@/server/event/audit";
import { route } from "@/server/platform/http/route";

export const GET = route(listAudit, ({ ctx, query }) => audit.listAudit(ctx, query));
