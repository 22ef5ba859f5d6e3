import { z } from "zod";
import { defineOperation } from "./operation";

/** How long what is kept is kept. Events and incidents are kept for good: the chain has no gaps. */
export const retention = z
  .object({
    inboxDays: z.int().min(1).describe("Days that worked deliveries are kept byte for byte; a parked one is kept until somebody has it tried again."),
    signalsDays: z.int().min(1).describe("Days that signals are kept."),
  })
  .meta({ id: "Retention" });
export type Retention = z.infer<typeof retention>;

export const getRetention = defineOperation({
  id: "getRetention",
  method: "GET",
  path: "/api/v1/retention",
  summary: "How long deliveries and signals are kept, as the environment says",
  role: "viewer",
  status: 200,
  response: retention,
  media: "application/json",
  problems: ["unauthenticated"],
});
