import { revokeApproval } from "@/lib/contracts/approval";
import * as approval from "@/server/approval/revoke";
import { route } from "@/server/platform/http/route";

export const POST = route(revokeApproval, ({ ctx, params }) => approval.revokeApproval(ctx, { id: params.id }));
