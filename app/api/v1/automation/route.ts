import { getAutomation } from "@/lib/contracts/automation";
import { route } from "@/server/platform/http/route";
import { readAutomation } from "@/server/policy/automation";
import { web } from "@/server/web/web";

export const GET = route(getAutomation, ({ ctx }) => readAutomation(ctx, web().container.worlds.live.mode));
