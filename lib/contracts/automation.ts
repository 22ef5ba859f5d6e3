import { z } from "zod";
import { defineOperation } from "./operation";

/** The global brake: while `paused`, nothing starts by itself; what runs already is finished. */
export const automation = z.object({ paused: z.boolean() }).meta({ id: "Automation" });

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
