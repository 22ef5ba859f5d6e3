import { z } from "zod";
import { timestamp } from "./common";

/** Where webhooks come from; each name is a folder under `server/sources`. */
export const sourceName = z.enum(["alertmanager", "sentry", "signoz", "github", "kubernetes", "kali"]).meta({ id: "SourceName" });
export type SourceName = z.infer<typeof sourceName>;

/** What a signal says of its fingerprint. `info` is an observation without a life cycle. */
export const signalState = z.enum(["firing", "resolved", "info"]).meta({ id: "SignalState" });
export type SignalState = z.infer<typeof signalState>;

/** What an `info` signal says was changed. */
export const changeKind = z.enum(["deploy", "build", "config", "scale"]).meta({ id: "ChangeKind" });
export type ChangeKind = z.infer<typeof changeKind>;

/** The current state of one fingerprint, as an incident lists it. */
export const alert = z
  .object({
    id: z.string(),
    source: sourceName,
    fingerprint: z.string(),
    status: z.enum(["firing", "resolved"]),
    name: z.string(),
    summary: z.string(),
    labels: z.record(z.string(), z.string()),
    startsAt: timestamp,
    endsAt: timestamp.nullable(),
    lastSeenAt: timestamp,
    receivedCount: z.int().min(1),
    url: z.string().nullable().describe("Where the sender shows it; only http(s) links survive."),
    joinReason: z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }).describe("Why this alert belongs to the incident."),
  })
  .meta({ id: "Alert" });
export type Alert = z.infer<typeof alert>;
