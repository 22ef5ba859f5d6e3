import { getPrecedent } from "@/lib/contracts/approval";
import * as approval from "@/server/approval/precedent";
import { route } from "@/server/platform/http/route";

export const GET = route(getPrecedent, ({ ctx, params }) => approval.readPrecedent(ctx, params));
