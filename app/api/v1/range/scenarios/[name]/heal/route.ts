import { healRangeScenario } from "@/lib/contracts/range";
import { route } from "@/server/platform/http/route";
import { healScenario } from "@/server/web/range-scenarios";
import { web } from "@/server/web/web";

export const POST = route(healRangeScenario, ({ ctx, params }) => healScenario(ctx, web().container.config.range, params.name));
