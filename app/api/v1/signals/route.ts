import { listSignals } from "@/lib/contracts/signal";
import * as signal from "@/server/signal/list";
import { route } from "@/server/platform/http/route";

export const GET = route(listSignals, ({ ctx, query }) => signal.listSignals(ctx.db, query));
