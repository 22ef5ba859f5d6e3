import { undoApproval } from "@/lib/contracts/approval";
import * as approval from "@/server/approval/undo";
import { route } from "@/server/platform/http/route";

export const POST = route(undoApproval, ({ ctx, principal, params }) => approval.undoApproval(ctx, { id: params.id, role: principal.role }));
