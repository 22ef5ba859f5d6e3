import { pauseAutomation } from "@/lib/contracts/automation";
import { route } from "@/server/platform/http/route";
import { setPaused } from "@/server/policy/brake";

export const POST = route(pauseAutomation, ({ ctx }) => setPaused({ ctx, paused: true }));
