import type { Container } from "../container";
import { readMetrics } from "../platform/metrics-door";
import { refreshGauges } from "../stats/gauges";

/** The web process's metrics as Prometheus reads them. @throws {Rejected} 401 */
export async function readWebMetrics(container: Container, headers: Headers): Promise<Response> {
  const ctx = container.ctx({ kind: "automation", id: "web", name: "web" }, "web");
  const { body, contentType } = await readMetrics(container.config, headers.get("authorization"), () => refreshGauges(ctx, container.redis, container.keys));
  return new Response(body, { headers: { "content-type": contentType, "cache-control": "no-store" } });
}
