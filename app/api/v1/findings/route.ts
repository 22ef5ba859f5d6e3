import { listFindings } from "@/lib/contracts/finding";
import * as finding from "@/server/finding/list";
import { route } from "@/server/platform/http/route";

export const GET = route(listFindings, ({ ctx, query }) => finding.listFindings(ctx.db, query));
