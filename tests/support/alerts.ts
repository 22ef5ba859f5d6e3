import { alertmanagerToken } from "./house";

/** One alert of a body; `name` and `host` make its identity. */
export interface SentAlert {
  readonly name: string;
  readonly host: string;
  readonly state?: "firing" | "resolved";
  readonly startsAt?: Date;
  readonly endsAt?: Date;
}

const zeroTime = "0001-01-01T00:00:00Z";

/** A body as Alertmanager 0.25 and later write it; each host is an entity of its own, so that nothing correlates by itself. */
export function webhookBody(alerts: readonly SentAlert[]): string {
  return JSON.stringify({
    version: "4",
    receiver: "awoooi",
    status: alerts.some((alert) => alert.state !== "resolved") ? "firing" : "resolved",
    groupKey: "{}:{}",
    truncatedAlerts: 0,
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: "http://alertmanager:9093",
    alerts: alerts.map(({ name, host, state = "firing", startsAt = new Date(Date.now() - 60_000), endsAt }) => ({
      status: state,
      labels: { alertname: name, instance: `${host}:9100`, severity: "warning" },
      annotations: { summary: `${name} on ${host}` },
      startsAt: startsAt.toISOString(),
      endsAt: endsAt?.toISOString() ?? (state === "resolved" ? new Date().toISOString() : zeroTime),
      generatorURL: "http://prometheus:9090/graph",
    })),
  });
}

/** The answer of a webhook door. */
export interface DoorAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Sends a body to a door as Alertmanager does; `headers` replace its own, an empty one leaves it out. */
export async function knock(door: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<DoorAnswer> {
  const given = Object.entries({ "content-type": "application/json", authorization: `Bearer ${alertmanagerToken}`, ...headers }).filter(([, value]) => value !== "");
  const response = await fetch(door, { method: "POST", headers: Object.fromEntries(given), body: typeof body === "string" ? body : new Uint8Array(body) });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> };
}
