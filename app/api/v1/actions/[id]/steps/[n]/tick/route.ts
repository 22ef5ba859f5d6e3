import { tickStep } from "@/lib/contracts/action";
import * as action from "@/server/action/tick";
import { route } from "@/server/platform/http/route";

export const POST = route(tickStep, ({ ctx, params }) => action.tickStep(ctx, { id: params.id, n: params.n }));
