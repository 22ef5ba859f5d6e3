import { listRangeScenarios } from "@/lib/contracts/range";
import { route } from "@/server/platform/http/route";
import { readRangeScenarios } from "@/server/web/range-scenarios";
import { web } from "@/server/web/web";

export const GET = route(listRangeScenarios, () => readRangeScenarios(web().container.config.range));
