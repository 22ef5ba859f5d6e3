import { getPolicy, savePolicy } from "@/lib/contracts/policy";
import { route } from "@/server/platform/http/route";
import { readPolicy } from "@/server/policy/read";
import * as policy from "@/server/policy/save";

export const GET = route(getPolicy, ({ ctx, params }) => readPolicy(ctx.db, params.id));
export const PUT = route(savePolicy, ({ ctx, params, body }) => policy.savePolicy(ctx, { id: params.id, change: body }));
