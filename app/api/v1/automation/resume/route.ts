import { resumeAutomation } from "@/lib/contracts/automation";
import { route } from "@/server/platform/http/route";
import { readAutomation } from "@/server/policy/automation";
import { setPaused } from "@/server/policy/brake";
import { web } from "@/server/web/web";

export const POST = route(resumeAutomation, async ({ ctx }) => {
  await setPaused({ ctx, paused: false });
  return readAutomation(ctx, web().container.worlds.live.mode);
});
