import { setAutomationMode } from "@/lib/contracts/automation";
import { changeMode } from "@/server/action/change-mode";
import { route } from "@/server/platform/http/route";
import { readAutomation } from "@/server/policy/automation";
import { web } from "@/server/web/web";

export const POST = route(setAutomationMode, async ({ ctx, body }) => {
  const configured = web().container.worlds.live.mode;
  await changeMode(ctx, { mode: body.mode, configured });
  return readAutomation(ctx, configured);
});
