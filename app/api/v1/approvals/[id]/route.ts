import { getApproval } from "@/lib/contracts/approval";
import * as approval from "@/server/approval/read";
import { route } from "@/server/platform/http/route";

export const GET = route(getApproval, ({ ctx, params }) => approval.getApproval(ctx, params));
