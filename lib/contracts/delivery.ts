import { z } from "zod";
import { defineOperation } from "./operation";

/** The answer of a webhook door once the body is committed. `accepted` and `duplicates` count the entries of the body that say something: alerts, events, findings. */
export const deliveryReceipt = z
  .object({ inboxId: z.string(), accepted: z.int().min(0), duplicates: z.int().min(0) })
  .meta({ id: "DeliveryReceipt" });
export type DeliveryReceipt = z.infer<typeof deliveryReceipt>;

/** Every door answers alike; only what proves the sender and what the body is differ. */
const door = {
  method: "POST",
  role: null,
  status: 202,
  response: deliveryReceipt,
  media: "application/json",
  problems: ["bad_request", "unauthenticated", "body_too_large", "unsupported_media_type", "unprocessable", "unavailable"],
} as const;

const sharedSecret = z.object({ authorization: z.string().describe("Bearer token, or basic with the token as password.") });
const alertGroup = z.looseObject({ alerts: z.array(z.looseObject({ labels: z.record(z.string(), z.string()) })).nullable() });

export const receiveAlertmanager = defineOperation({
  ...door,
  id: "receiveAlertmanager",
  path: "/api/v1/webhooks/alertmanager",
  summary: "Alertmanager webhook v4; committed before the 202",
  headers: sharedSecret,
  body: alertGroup,
});

export const receiveSentry = defineOperation({
  ...door,
  id: "receiveSentry",
  path: "/api/v1/webhooks/sentry",
  summary: "Sentry integration platform webhook; committed before the 202",
  headers: z.object({
    "sentry-hook-signature": z.string().describe("Hex HMAC-SHA256 of the raw body with the client secret; `sentry-app-signature` is taken as well."),
    "sentry-hook-resource": z.string().describe("What the body is about: `event_alert`, `issue`, `metric_alert` and others."),
    "request-id": z.string().optional().describe("The sender's id of this delivery."),
  }),
  body: z.looseObject({ action: z.string(), data: z.looseObject({}) }),
});

export const receiveSignoz = defineOperation({
  ...door,
  id: "receiveSignoz",
  path: "/api/v1/webhooks/signoz",
  summary: "SigNoz webhook channel; committed before the 202",
  headers: sharedSecret,
  body: alertGroup,
});

export const receiveGithub = defineOperation({
  ...door,
  id: "receiveGithub",
  path: "/api/v1/webhooks/github",
  summary: "GitHub webhook; committed before the 202",
  headers: z.object({
    "x-hub-signature-256": z.string().describe("`sha256=` and the hex HMAC-SHA256 of the raw body with the webhook's secret."),
    "x-github-event": z.string().describe("What the body is about; events that say nothing to us are accepted too."),
    "x-github-delivery": z.string().optional().describe("The sender's id of this delivery."),
  }),
  body: z.looseObject({}),
});

export const receiveKubernetes = defineOperation({
  ...door,
  id: "receiveKubernetes",
  path: "/api/v1/webhooks/kubernetes",
  summary: "Kubernetes events of either API, alone, in a watch's envelope, from kubernetes-event-exporter, or in a list; committed before the 202",
  headers: sharedSecret,
  body: z.union([z.looseObject({}), z.array(z.looseObject({}))]),
});

export const receiveKali = defineOperation({
  ...door,
  id: "receiveKali",
  path: "/api/v1/webhooks/kali",
  summary: "A scan report: nuclei (JSON or JSONL) or SARIF 2.1.0; committed before the 202",
  headers: sharedSecret,
  body: z.union([z.looseObject({}), z.array(z.looseObject({}))]),
});
