import { readLedger } from "@/lib/contracts/policy";
import * as action from "@/server/action/ledger";
import { route } from "@/server/platform/http/route";

export const GET = route(readLedger, ({ ctx, query }) => action.readLedger(ctx, query));
