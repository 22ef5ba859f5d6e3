import autocannon from "autocannon";

/**
 * One load from a process of its own, so that the generator costs both sides of a comparison alike: POSTs bodies over keep-alive
 * connections and prints what came back as one line of JSON. Every body is `head`, a serial number and `tail`.
 */
const [plan = ""] = process.argv.slice(2);
const { url, connections, seconds, amount, headers, head, tail, salt } = JSON.parse(plan) as { url: string; connections: number; seconds: number; amount?: number; headers: Record<string, string>; head: string; tail: string; salt: string };

let serial = 0;
const result = await autocannon({
  url,
  connections,
  ...(amount === undefined ? { duration: seconds } : { amount }),
  timeout: 30,
  method: "POST",
  headers,
  requests: [{ setupRequest: (request) => ({ ...request, body: `${head}${salt}${(serial += 1).toString(36).padStart(7, "0")}${tail}` }) }],
});
const { latency, errors, timeouts, non2xx } = result;
const statuses = Object.fromEntries(Object.entries(result.statusCodeStats ?? {}).map(([status, { count }]) => [status, count]));
process.stdout.write(`${JSON.stringify({ perSecond: result["2xx"] / result.duration, p50Ms: latency.p50, p99Ms: latency.p99, errors: errors + timeouts, refused: non2xx, statuses })}\n`);
