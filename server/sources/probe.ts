import { createHmac } from "node:crypto";
import type { SourceName } from "@/lib/contracts/signal";

/** A delivery as its sender would make it. */
export interface Probe {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const json = { "content-type": "application/json" };
const bearer = (secret: string, body: unknown): Probe => ({ headers: { ...json, authorization: `Bearer ${secret}` }, body: JSON.stringify(body) });
const signature = (secret: string, body: string) => createHmac("sha256", secret).update(body).digest("hex");

function signed(secret: string, body: unknown, headersOf: (signature: string) => Record<string, string>): Probe {
  const text = JSON.stringify(body);
  return { headers: { ...json, ...headersOf(signature(secret, text)) }, body: text };
}

/**
 * For each door a genuine delivery that says nothing: it is proved, stored and worked as any other, and becomes neither signal nor
 * finding. `id` makes it another one each time.
 */
export const probes: Readonly<Record<SourceName, (secret: string, id: string) => Probe>> = {
  alertmanager: (secret, id) => bearer(secret, { version: "4", groupKey: `awoooi-test:${id}`, status: "resolved", receiver: "awoooi", alerts: [] }),
  signoz: (secret, id) => bearer(secret, { version: "4", groupKey: `awoooi-test:${id}`, status: "resolved", receiver: "awoooi", alerts: [] }),
  sentry: (secret, id) => signed(secret, { action: "created", data: { installation: { uuid: id } } }, (hex) => ({ "sentry-hook-resource": "installation", "sentry-hook-signature": hex, "request-id": id })),
  github: (secret, id) => signed(secret, { zen: "Keep it logically awesome.", hook: { type: "Repository", name: "web" } }, (hex) => ({ "x-github-event": "ping", "x-github-delivery": id, "x-hub-signature-256": `sha256=${hex}` })),
  kubernetes: (secret, id) => bearer(secret, { apiVersion: "v1", kind: "EventList", metadata: { resourceVersion: id }, items: [] }),
  kali: (secret, id) => bearer(secret, { version: "2.1.0", runs: [], properties: { id } }),
};
