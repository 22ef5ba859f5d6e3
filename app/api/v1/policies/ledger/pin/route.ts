import { pinLedger } from "@/lib/contracts/policy";
import * as action from "@/server/action/pin";
import { route } from "@/server/platform/http/route";

export const POST = route(pinLedger, ({ ctx, body }) => action.pinLedger(ctx, body));
