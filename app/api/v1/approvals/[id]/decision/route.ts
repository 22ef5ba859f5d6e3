import { decideApproval } from "@/lib/contracts/approval";
import * as approval from "@/server/approval/decide";
import { route } from "@/server/platform/http/route";

export const POST = route(decideApproval, ({ ctx, principal, params, headers, body }) =>
  approval.decideApproval(ctx, { id: params.id, role: principal.role, idempotencyKey: headers["idempotency-key"], body, authenticatedAt: principal.authenticatedAt }),
);
