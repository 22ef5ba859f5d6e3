import type { Config } from "./config";
import { Rejected } from "./errors";
import { matchAuthorization } from "./inbound/shared-secret";
import { metrics } from "./metrics";

/**
 * The Prometheus text of this process, for whoever shows `AWOOOI_METRICS_TOKEN` or `AWOOOI_API_TOKEN` as bearer or basic password; every process
 * asks the same, wherever the request comes from.
 * @throws {Rejected} 401
 */
export async function readMetrics(config: Config, authorization: string | null, refresh: () => Promise<void>): Promise<{ body: string; contentType: string }> {
  const tokens = [config.metricsToken, config.apiToken].filter((token) => token !== null);
  if (matchAuthorization(authorization ?? undefined, tokens) === -1) throw new Rejected("unauthenticated", "Send AWOOOI_METRICS_TOKEN as a bearer token.");
  await refresh();
  return { body: await metrics.registry.metrics(), contentType: metrics.registry.contentType };
}
