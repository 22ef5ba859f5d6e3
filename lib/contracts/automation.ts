import { z } from "zod";
import { defineOperation } from "./operation";

/** `observe` proposes and never acts, `assist` asks about every action, `auto` lets policy and earned autonomy decide. */
export const operatingMode = z.enum(["observe", "assist", "auto"]).meta({ id: "OperatingMode" });
export type OperatingMode = z.infer<typeof operatingMode>;

/** What can stop automation although nobody pulled the brake: it fails closed. */
export const automationFault = z.enum(["audit_log", "breaker"]).meta({ id: "AutomationFault" });
export type AutomationFault = z.infer<typeof automationFault>;

/**
 * What lets automation run in the live origin. While `paused` (the global brake, for every origin) or while something it depends on
 * is at `fault`, nothing starts by itself; what runs already is finished. The practice range is always in `auto`.
 */
export const automation = z.object({ mode: operatingMode, paused: z.boolean(), fault: automationFault.nullable() }).meta({ id: "Automation" });
export type Automation = z.infer<typeof automation>;

export const getAutomation = defineOperation({
  id: "getAutomation",
  method: "GET",
  path: "/api/v1/automation",
  summary: "The operating mode, the global brake, and what stops automation",
  role: "viewer",
  status: 200,
  response: automation,
  media: "application/json",
  problems: ["unauthenticated"],
});

export const pauseAutomation = defineOperation({
  id: "pauseAutomation",
  method: "POST",
  path: "/api/v1/automation/pause",
  summary: "Pull the global brake",
  role: "operator",
  status: 200,
  response: automation,
  media: "application/json",
  problems: ["unauthenticated", "forbidden"],
});

export const resumeAutomation = defineOperation({
  id: "resumeAutomation",
  method: "POST",
  path: "/api/v1/automation/resume",
  summary: "Release the global brake",
  role: "commander",
  status: 200,
  response: automation,
  media: "application/json",
  problems: ["unauthenticated", "forbidden"],
});

export const setAutomationMode = defineOperation({
  id: "setAutomationMode",
  method: "POST",
  path: "/api/v1/automation/mode",
  summary: "Set the operating mode of the live workspace; it also holds for actions approved automatically and not yet run",
  role: "commander",
  body: z.strictObject({ mode: operatingMode }).meta({ id: "AutomationMode" }),
  status: 200,
  response: automation,
  media: "application/json",
  problems: ["invalid_body", "unauthenticated", "forbidden", "body_too_large", "unsupported_media_type"],
});
