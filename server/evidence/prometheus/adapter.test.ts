import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Rejected, Unavailable } from "@/server/platform/errors";
import { prometheusMetrics } from "./adapter";

type Answer = (request: IncomingMessage, response: ServerResponse, form: URLSearchParams) => void;

let answer: Answer = (_request, response) => response.end();
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => answer(request, response, new URLSearchParams(Buffer.concat(chunks).toString())));
});
let baseUrl = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const fixture = (name: string) => readFileSync(join(import.meta.dirname, "__fixtures__", name));
const says = (status: number, body: unknown): Answer => (_request, response) => {
  response.writeHead(status, { "content-type": "application/json" }).end(typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));
};
const success = (data: unknown) => says(200, { status: "success", data });
const metrics = (timeoutMs = 2_000) => prometheusMetrics({ baseUrl: `${baseUrl}/prom/`, token: "s3cret", timeoutMs });
const range = { query: "up", start: new Date(1_435_781_430_781), end: new Date(1_435_781_460_781), stepSeconds: 15 };

describe("prometheusMetrics", () => {
  test("reads the documented answer of a range query", async () => {
    answer = says(200, fixture("query-range-matrix.json"));
    expect(await metrics().queryRange(range)).toEqual([
      { labels: { __name__: "up", job: "prometheus", instance: "localhost:9090" }, samples: [[1435781430.781, 1], [1435781445.781, 1], [1435781460.781, 1]] },
      { labels: { __name__: "up", job: "node", instance: "localhost:9091" }, samples: [[1435781430.781, 0], [1435781445.781, 0], [1435781460.781, 1]] },
    ]);
  });

  test("reads the documented answer of an instant query", async () => {
    answer = says(200, fixture("query-vector.json"));
    const series = await metrics().query({ query: "up" });
    expect(series.map(({ labels, samples }) => [labels.job, samples])).toEqual([
      ["prometheus", [[1435781451.781, 1]]],
      ["node", [[1435781451.781, 0]]],
    ]);
  });

  test("posts a form with the token, in seconds, under the path of the base address", async () => {
    let seen: unknown;
    answer = (request, response, form) => {
      seen = { method: request.method, url: request.url, token: request.headers.authorization, ...Object.fromEntries(form) };
      success({ resultType: "matrix", result: [] })(request, response, form);
    };
    await metrics().queryRange(range);
    expect(seen).toEqual({ method: "POST", url: "/prom/api/v1/query_range", token: "Bearer s3cret", query: "up", start: "1435781430.781", end: "1435781460.781", step: "15", timeout: "2000ms" });
    await metrics().query({ query: "up", at: range.end });
    expect(seen).toMatchObject({ url: "/prom/api/v1/query", time: "1435781460.781" });
  });

  test("leaves out what is no finite number, and series of nothing else", async () => {
    answer = success({
      resultType: "matrix",
      result: [
        { metric: { a: "1" }, values: [[1, "NaN"], [2, "+Inf"], [3, "1e-3"], [4, "-Inf"]] },
        { metric: { a: "2" }, values: [[1, "NaN"]] },
        { metric: { a: "3" }, histograms: [[1, {}]] },
      ],
    });
    expect(await metrics().queryRange(range)).toEqual([{ labels: { a: "1" }, samples: [[3, 0.001]] }]);
  });

  test("gives one sample per series for an instant query of any result type", async () => {
    answer = success({ resultType: "scalar", result: [7, "2.5"] });
    expect(await metrics().query({ query: "2.5" })).toEqual([{ labels: {}, samples: [[7, 2.5]] }]);
    answer = success({ resultType: "matrix", result: [{ metric: {}, values: [[1, "1"], [2, "2"]] }] });
    expect(await metrics().query({ query: "up[1m]" })).toEqual([{ labels: {}, samples: [[2, 2]] }]);
    answer = success({ resultType: "string", result: [1, "x"] });
    expect(await metrics().query({ query: '"x"' })).toEqual([]);
  });

  test.each([400, 422, 200])("passes on Prometheus' own words when it refuses with %i", async (status) => {
    answer = says(status, { status: "error", errorType: "bad_data", error: 'invalid parameter "query": 1:3: parse error' });
    const refusal = await metrics().query({ query: "(" }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Rejected);
    expect(refusal).toMatchObject({ code: "unprocessable", message: 'Prometheus refused the query: bad_data: invalid parameter "query": 1:3: parse error' });
  });

  test.each([
    [401, "no"],
    [429, "slow down"],
    [500, "oops"],
    [503, { status: "error", errorType: "timeout", error: "query timed out" }],
    [200, "<html>a login page</html>"],
    [200, { status: "success", data: { resultType: "surprise" } }],
    [302, ""],
  ])("is unavailable on %i %j", async (status, body) => {
    answer = status === 302 ? (_request, response) => response.writeHead(302, { location: baseUrl }).end() : says(status, body);
    await expect(metrics().query({ query: "up" })).rejects.toBeInstanceOf(Unavailable);
  });

  test("gives up on silence, also in the middle of a body", async () => {
    answer = () => undefined;
    await expect(metrics(100).query({ query: "up" })).rejects.toBeInstanceOf(Unavailable);
    answer = (_request, response) => response.writeHead(200).write('{"status":');
    await expect(metrics(100).query({ query: "up" })).rejects.toBeInstanceOf(Unavailable);
  });

  test("is unavailable where nobody listens", async () => {
    await expect(prometheusMetrics({ baseUrl: "http://127.0.0.1:1" }).query({ query: "up" })).rejects.toBeInstanceOf(Unavailable);
  });

  test("refuses an endless answer instead of cutting it", async () => {
    answer = (_request, response) => response.writeHead(200).end(" ".repeat(9 * 1024 * 1024));
    await expect(metrics().query({ query: "up" })).rejects.toMatchObject({ code: "unprocessable" });
  });

  test("links to the graph of the query over the range, if a human can get there", () => {
    const link = (publicUrl?: string) => prometheusMetrics({ baseUrl, publicUrl }).link({ ...range, query: 'rate(a{b="c"}[1m]) > 0' });
    expect(link("https://prom.example/p/")).toBe("https://prom.example/p/graph?g0.expr=rate%28a%7Bb%3D%22c%22%7D%5B1m%5D%29+%3E+0&g0.range_input=30s&g0.end_input=2015-07-01+20%3A11%3A00&g0.tab=0");
    expect(link()).toBeNull();
    expect(link("javascript:alert(1)")).toBeNull();
  });
});
