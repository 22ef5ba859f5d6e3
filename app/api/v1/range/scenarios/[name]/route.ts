import { startRangeScenario } from "@/lib/contracts/range";
import { route } from "@/server/platform/http/route";
import { startScenario } from "@/server/web/range-scenarios";
import { web } from "@/server/web/web";

export const POST = route(startRangeScenario, ({ ctx, params, body }) => startScenario(ctx, web().container.config.range, { name: params.name, seed: body.seed }));
