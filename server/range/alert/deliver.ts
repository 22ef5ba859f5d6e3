import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { webhookTimeoutMs } from "../tunables";

/** How a delivery ended: accepted, worth another try, or refused for good. */
export type Delivery = { outcome: "accepted" } | { outcome: "unavailable" | "refused"; reason: string };

/** Sends one webhook body. */
export type Deliver = (body: string) => Promise<Delivery>;

/**
 * Delivers over HTTP with exactly the headers Alertmanager sends; never throws. Network errors and 5xx are worth
 * another try, everything else that is not 2xx is refused.
 */
export function deliverTo(url: string, token: string): Deliver {
  return async (body) => {
    try {
      const status = await post(new URL(url), token, body);
      if (status >= 200 && status < 300) return { outcome: "accepted" };
      return { outcome: status >= 500 ? "unavailable" : "refused", reason: `unexpected status code ${status}` };
    } catch (error) {
      return { outcome: "unavailable", reason: error instanceof Error ? error.message : String(error) };
    }
  };
}

function post(url: URL, token: string, body: string): Promise<number> {
  const open = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = open(url, {
      method: "POST",
      agent: false,
      signal: AbortSignal.timeout(webhookTimeoutMs),
      headers: {
        "User-Agent": "Alertmanager/0.28.0",
        "Content-Length": Buffer.byteLength(body),
        Authorization: `Bearer ${token}`,
        "Content-Type": "application/json",
      },
    });
    request.on("error", reject);
    request.on("response", (response) => {
      response.on("error", reject);
      response.on("end", () => resolve(response.statusCode ?? 0));
      response.resume();
    });
    request.end(body);
  });
}
