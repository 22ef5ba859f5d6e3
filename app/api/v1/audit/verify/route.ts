import { verifyAudit } from "@/lib/contracts/audit";
import { route } from "@/server/platform/http/route";
import * as audit from "@/server/web/audit";
import { web } from "@/server/web/web";

export const GET = route(verifyAudit, ({ ctx, query }) => audit.verifyAudit(web().container, ctx, query));
