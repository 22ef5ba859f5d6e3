import { createHash, timingSafeEqual } from "node:crypto";
import type { Config } from "./config";
import { Rejected } from "./errors";
import { metrics } from "./metrics";

const digest = (text: string) => createHash("sha256").update(text).digest();

/**
 * The Prometheus text of this process, for whoever shows `AWOOOI_METRICS_TOKEN` or `AWOOOI_API_TOKEN` as bearer; every process asks
 * the same, wherever the request comes from.
 * @throws {Rejected} 401
 */
export async function readMetrics(config: Config, authorization: string | null, refresh: () => Promise<void>): Promise<{ body: string; contentType: string }> {
  const given = /^Bearer\s+(\S+)$/i.exec(authorization ?? "")?.[1] ?? "";
  const opens = [config.metricsToken, config.apiToken].some((token) => token !== null && timingSafeEqual(digest(token), digest(given)));
  if (!opens) throw new Rejected("unauthenticated", "Send AWOOOI_METRICS_TOKEN as a bearer token.");
  await refresh();
  return { body: await metrics.registry.metrics(), contentType: metrics.registry.contentType };
}
