import { z } from "zod";

export const texts = z.record(z.string(), z.string());

/** One alert of a webhook body. Only labels are needed; what is absent or odd elsewhere is decided in `signal.ts`, since refusing the body loses it. */
export const webhookAlert = z.object({
  status: z.string().nullish(),
  labels: texts,
  annotations: texts.nullish(),
  startsAt: z.string().nullish(),
  endsAt: z.string().nullish(),
  generatorURL: z.string().nullish(),
  fingerprint: z.unknown().optional(),
});
export type WebhookAlert = z.infer<typeof webhookAlert>;

/** A webhook body of any version, fields that nobody reads left out; Go writes an empty list as `null`. */
export const webhookBody = z.object({
  alerts: z.array(webhookAlert).nullable(),
  truncatedAlerts: z.unknown().optional(),
  groupKey: z.unknown().optional(),
  receiver: z.unknown().optional(),
  groupLabels: z.unknown().optional(),
});
