import { listApprovals } from "@/lib/contracts/approval";
import * as approval from "@/server/approval/read";
import { route } from "@/server/platform/http/route";

export const GET = route(listApprovals, ({ ctx, query }) => approval.listApprovals(ctx, query));
