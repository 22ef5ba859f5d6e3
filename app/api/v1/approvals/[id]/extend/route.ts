import { extendApproval } from "@/lib/contracts/approval";
import * as approval from "@/server/approval/extend";
import { route } from "@/server/platform/http/route";

export const POST = route(extendApproval, ({ ctx, principal, params, body }) => approval.extendApproval(ctx, { id: params.id, role: principal.role, expiresAt: new Date(body.expiresAt) }));
