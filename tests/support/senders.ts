import { createHmac } from "node:crypto";
import type { SourceName } from "@/lib/contracts/signal";
import { bytesOf } from "./bodies";

type Sent = Readonly<Record<string, string>>;

/** How one vendor knocks: with which proof, and with what. */
export interface Sender {
  /** The variable that holds its secrets. */
  readonly variable: string;
  /** Two secrets, as during a rotation. */
  readonly secrets: readonly [string, string];
  readonly contentType: string;
  /** The headers that prove a secret for a body. */
  prove(secret: string, body: Uint8Array): Sent;
  /** A good body that no other serial number gives, of `entries` entries, and the headers that come with it. */
  deliver(serial: number): { readonly body: Buffer; readonly headers: Sent };
  readonly entries: number;
  /** JSON that this vendor never sends. */
  readonly otherShape: unknown;
  /** What parses as nothing at all. */
  readonly malformed: string;
}

const secretsOf = (name: string) => [`first-${name}-secret`, `second-${name}-secret`] as const;
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const hmac = (secret: string, body: Uint8Array) => createHmac("sha256", secret).update(body).digest("hex");
const startsAt = "2026-11-22T09:47:26Z";

const alerts = (labels: (serial: number) => object) => (serial: number) => ({
  body: bytesOf({ version: "4", status: "firing", truncatedAlerts: 0, alerts: ["firing", "resolved"].map((status) => ({ status, labels: labels(serial), startsAt, endsAt: "2026-11-22T09:48:00Z" })) }),
  headers: {},
});

/** Every source's sender; a new source does not compile until it stands here. */
export const senders: Readonly<Record<SourceName, Sender>> = {
  alertmanager: {
    variable: "ALERTMANAGER_WEBHOOK_TOKEN",
    secrets: secretsOf("alertmanager"),
    contentType: "application/json",
    prove: bearer,
    deliver: alerts((serial) => ({ alertname: "Parity", serial: String(serial) })),
    entries: 2,
    otherShape: { alerts: [{ labels: { a: 1 } }] },
    malformed: '{"alerts":[',
  },
  signoz: {
    variable: "SIGNOZ_WEBHOOK_TOKEN",
    secrets: secretsOf("signoz"),
    contentType: "application/json",
    prove: bearer,
    deliver: alerts((serial) => ({ alertname: "Parity", "service.name": `checkout-${serial}` })),
    entries: 2,
    otherShape: { alerts: "none" },
    malformed: '{"alerts":[',
  },
  sentry: {
    variable: "SENTRY_CLIENT_SECRET",
    secrets: secretsOf("sentry"),
    contentType: "application/json",
    prove: (secret, body) => ({ "sentry-hook-signature": hmac(secret, body) }),
    deliver: (serial) => ({ body: bytesOf({ action: "created", data: { issue: { id: String(serial), title: "Boom", firstSeen: startsAt } } }), headers: { "sentry-hook-resource": "issue", "request-id": `sentry-${serial}` } }),
    entries: 1,
    otherShape: { action: "created", data: { issue: {} } },
    malformed: '{"action":',
  },
  github: {
    variable: "GITHUB_WEBHOOK_SECRET",
    secrets: secretsOf("github"),
    contentType: "application/json",
    prove: (secret, body) => ({ "x-hub-signature-256": `sha256=${hmac(secret, body)}` }),
    deliver: (serial) => ({
      body: bytesOf({ action: "completed", workflow_run: { id: serial, workflow_id: 1, head_branch: "main", conclusion: "failure", run_started_at: startsAt }, repository: { full_name: "shop/checkout", default_branch: "main" } }),
      headers: { "x-github-event": "workflow_run", "x-github-delivery": `00000000-0000-4000-8000-${String(serial).padStart(12, "0")}` },
    }),
    entries: 1,
    otherShape: { action: "completed", workflow_run: null },
    malformed: '{"action":',
  },
  kubernetes: {
    variable: "KUBERNETES_WEBHOOK_TOKEN",
    secrets: secretsOf("kubernetes"),
    contentType: "application/json",
    prove: bearer,
    deliver: (serial) => ({ body: bytesOf({ metadata: { uid: `uid-${serial}` }, involvedObject: { kind: "Pod", namespace: "shop", name: "checkout-0" }, reason: "BackOff", type: "Warning", count: serial, firstTimestamp: startsAt }), headers: {} }),
    entries: 1,
    otherShape: { kind: "Pod" },
    malformed: '{"kind":',
  },
  kali: {
    variable: "KALI_WEBHOOK_TOKEN",
    secrets: secretsOf("kali"),
    contentType: "application/jsonl",
    prove: bearer,
    deliver: (serial) => ({ body: bytesOf(["critical", "low"].map((severity) => JSON.stringify({ "template-id": `t-${severity}`, info: { name: "n", severity }, "matched-at": `https://shop.example/${serial}` })).join("\n")), headers: {} }),
    entries: 2,
    otherShape: { site: [{ alerts: [] }] },
    malformed: '{"template-id":',
  },
};

/** The headers of a delivery that its door opens for. */
export function headersOf(sender: Sender, body: Uint8Array, headers: Sent, secret: string = sender.secrets[0]): Record<string, string> {
  return { "content-type": sender.contentType, ...headers, ...sender.prove(secret, body) };
}
