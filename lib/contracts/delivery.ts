import { z } from "zod";
import { defineOperation } from "./operation";

/** The answer of a webhook door once the body is committed. `accepted` and `duplicates` count the alerts in the body. */
export const deliveryReceipt = z
  .object({ inboxId: z.string(), accepted: z.int().min(0), duplicates: z.int().min(0) })
  .meta({ id: "DeliveryReceipt" });
export type DeliveryReceipt = z.infer<typeof deliveryReceipt>;

export const receiveAlertmanager = defineOperation({
  id: "receiveAlertmanager",
  method: "POST",
  path: "/api/v1/webhooks/alertmanager",
  summary: "Alertmanager webhook v4; committed before the 202",
  role: null,
  headers: z.object({ authorization: z.string().describe("Bearer token, or basic with the token as password.") }),
  body: z.looseObject({ alerts: z.array(z.looseObject({ labels: z.record(z.string(), z.string()) })) }),
  status: 202,
  response: deliveryReceipt,
  media: "application/json",
  problems: ["bad_request", "unauthenticated", "body_too_large", "unsupported_media_type", "unprocessable", "unavailable"],
});
