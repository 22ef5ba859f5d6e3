import { z } from "zod";
import { defineOperation } from "./operation";

const dependency = z.object({ ok: z.boolean(), reason: z.string().nullable().describe("What is wrong and what to do; null when fine.") });

/** Readiness with a reason for each dependency; 503 when `ready` is false. */
export const readiness = z.object({ ready: z.boolean(), dependencies: z.record(z.string(), dependency) }).meta({ id: "Readiness" });
export type Readiness = z.infer<typeof readiness>;

export const getHealth = defineOperation({
  id: "getHealth",
  method: "GET",
  path: "/api/v1/healthz",
  summary: "Alive; also at /healthz",
  role: null,
  status: 200,
  response: z.object({ status: z.literal("ok") }).meta({ id: "Health" }),
  media: "application/json",
  problems: [],
});

export const getReadiness = defineOperation({
  id: "getReadiness",
  method: "GET",
  path: "/api/v1/readyz",
  summary: "Ready, or the reason for each dependency; also at /readyz",
  role: null,
  status: 200,
  response: readiness,
  media: "application/json",
  problems: ["unavailable"],
});

export const getMetrics = defineOperation({
  id: "getMetrics",
  method: "GET",
  path: "/api/v1/metrics",
  summary: "Prometheus text; also at /metrics. Needs the bearer AWOOOI_METRICS_TOKEN or AWOOOI_API_TOKEN",
  role: null,
  status: 200,
  response: z.string(),
  media: "text/plain",
  problems: ["unauthenticated"],
});
