import { backtestPolicy } from "@/lib/contracts/policy";
import * as action from "@/server/action/backtest";
import { route } from "@/server/platform/http/route";

export const POST = route(backtestPolicy, ({ ctx, params, body }) => action.backtestPolicy(ctx, { id: params.id, ...body }));
