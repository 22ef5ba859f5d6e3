import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** What one process counts and measures. Labels hold names from closed lists only, so that no sender can make series. */
export interface Metrics {
  readonly registry: Registry;
  /** Webhook bodies committed to the inbox for the first time. */
  readonly inboxAccepted: Counter<"source" | "origin">;
  /** Webhook bodies that were there already. */
  readonly inboxDuplicates: Counter<"source" | "origin">;
  /** Webhook bodies refused or not stored, by problem code. */
  readonly inboxRefused: Counter<"source" | "code">;
  /** Seconds from the arrival of an API request to its answer, by operation id and status. */
  readonly httpSeconds: Histogram<"operation" | "status">;
  /** Open server-sent event streams, by operation id. */
  readonly sseClients: Gauge<"operation">;
  /** 1 while the audit chain does not follow from its last checkpoint. */
  readonly auditBroken: Gauge;
  /** What the stores say; see `refreshGauges`. */
  readonly stores: StoreGauges;
}

/** Read from PostgreSQL and Redis, so every process that shows them shows the same; a series is absent while its store does not answer. */
export interface StoreGauges {
  /** 1 when the store answered the last time it was asked. */
  readonly up: Gauge<"store">;
  /** Inbox entries by what is left to do: `waiting`, `processing` or `dead`. */
  readonly inboxEntries: Gauge<"status">;
  /** Seconds that the oldest entry which is not worked yet has waited; 0 when none does. */
  readonly inboxOldestSeconds: Gauge;
  /** Entries of the signals stream that no worker has read yet. */
  readonly streamLag: Gauge;
  /** Entries of the signals stream that a worker has read and not acknowledged. */
  readonly streamPending: Gauge;
  /** Incidents that are not settled. */
  readonly incidentsOpen: Gauge<"origin">;
  /** Actions by where they stand, over all time. */
  readonly actions: Gauge<"origin" | "tool" | "outcome">;
  /** The autonomy index, 0 to 1; absent below the least count. */
  readonly autonomyRatio: Gauge<"origin">;
}

function createStoreGauges(registers: Registry[]): StoreGauges {
  const gauge = <T extends string>(name: string, help: string, labelNames: T[]) => new Gauge({ name: `awoooi_${name}`, help, labelNames, registers });
  return {
    up: gauge("store_up", "Whether the store answered", ["store"]),
    inboxEntries: gauge("inbox_entries", "Inbox entries that are not worked", ["status"]),
    inboxOldestSeconds: gauge("inbox_oldest_seconds", "Wait of the oldest entry that is not worked", []),
    streamLag: gauge("stream_lag", "Stream entries not read yet", []),
    streamPending: gauge("stream_pending", "Stream entries read and not acknowledged", []),
    incidentsOpen: gauge("incidents_open", "Incidents that are not settled", ["origin"]),
    actions: gauge("actions", "Actions by tool and outcome", ["origin", "tool", "outcome"]),
    autonomyRatio: gauge("autonomy_ratio", "The autonomy index", ["origin"]),
  };
}

function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    inboxAccepted: new Counter({ name: "awoooi_inbox_accepted_total", help: "Webhook bodies committed for the first time", labelNames: ["source", "origin"], registers }),
    inboxDuplicates: new Counter({ name: "awoooi_inbox_duplicates_total", help: "Webhook bodies that were there already", labelNames: ["source", "origin"], registers }),
    inboxRefused: new Counter({ name: "awoooi_inbox_refused_total", help: "Webhook bodies refused or not stored", labelNames: ["source", "code"], registers }),
    httpSeconds: new Histogram({ name: "awoooi_http_request_seconds", help: "API requests by operation and status", labelNames: ["operation", "status"], buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5], registers }),
    auditBroken: new Gauge({ name: "awoooi_audit_chain_broken", help: "1 while the audit chain does not follow from its last checkpoint", registers }),
    stores: createStoreGauges(registers),
    sseClients: new Gauge({ name: "awoooi_sse_clients", help: "Open event streams", labelNames: ["operation"], registers }),
  };
}

/** Next bundles routes and instrumentation as separate module graphs; only `globalThis` is one for all of them. */
const slot = Symbol.for("awoooi.metrics");
const shared = globalThis as { [slot]?: Metrics };

/** The metrics of this process: one registry, whichever module graph asks. */
export const metrics: Metrics = (shared[slot] ??= createMetrics());
