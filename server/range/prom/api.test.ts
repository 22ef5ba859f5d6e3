import { describe, expect, test } from "vitest";
import { answerPrometheus } from "./api";
import { renderExposition } from "./exposition";
import { formatScientific, formatValue } from "./format";
import { SampleStore } from "./sample-store";

const store = new SampleStore(3_600_000);
for (let index = 0; index <= 6; index++) {
  store.append(index * 10_000, [
    { labels: { __name__: "up", job: "a" }, value: 1 },
    { labels: { __name__: "x", job: "b" }, value: index / 4 },
  ]);
}

function get(path: string, params: Record<string, string> | [string, string][] = {}) {
  const source = { store, now: () => 60_000, alerts: () => ["an alert"], ruleGroups: () => ["a group"] };
  return answerPrometheus(source, path, new URLSearchParams(params));
}

describe("answerPrometheus", () => {
  test("answers an instant query with strings for values", () => {
    expect(get("query", { query: "x", time: "20.5" })).toEqual({
      status: 200,
      body: { status: "success", data: { resultType: "vector", result: [{ metric: { __name__: "x", job: "b" }, value: [20.5, "0.5"] }] } },
    });
    expect(get("query", { query: "1 / 0" }).body).toMatchObject({ data: { resultType: "scalar", result: [60, "+Inf"] } });
    expect(get("query", { query: '"hi"' }).body).toMatchObject({ data: { resultType: "string", result: [60, "hi"] } });
    expect(get("query", { query: "x[20s]" }).body).toMatchObject({ data: { resultType: "matrix", result: [{ values: [[50, "1.25"], [60, "1.5"]] }] } });
    expect(get("query", { query: "up", time: "1970-01-01T00:00:30Z" }).body).toMatchObject({ data: { result: [{ value: [30, "1"] }] } });
  });

  test("answers a range query step by step", () => {
    expect(get("query_range", { query: "x * 2", start: "0", end: "20", step: "10s" }).body).toEqual({
      status: "success",
      data: { resultType: "matrix", result: [{ metric: { job: "b" }, values: [[0, "0"], [10, "0.5"], [20, "1"]] }] },
    });
    expect(get("query_range", { query: "time()", start: "0", end: "1", step: "1" }).body).toMatchObject({ data: { result: [{ metric: {}, values: [[0, "0"], [1, "1"]] }] } });
  });

  test.each([
    ["query", {}, 400, "bad_data", "query"],
    ["query", { query: "up{" }, 400, "bad_data", "parse error"],
    ["query", { query: "up", time: "soon" }, 400, "bad_data", 'invalid parameter "time": cannot parse "soon" to a valid timestamp'],
    ["query", { query: "double_exponential_smoothing(up[1m], 0.5, 0.5)" }, 422, "execution", "double_exponential_smoothing"],
    ["query_range", { query: "up", start: "0", end: "10" }, 400, "bad_data", 'invalid parameter "step"'],
    ["query_range", { query: "up", start: "0", end: "10", step: "0" }, 400, "bad_data", "zero or negative"],
    ["query_range", { query: "up", start: "10", end: "0", step: "1" }, 400, "bad_data", "end timestamp must not be before start time"],
    ["query_range", { query: "up", start: "0", end: "100000", step: "1" }, 400, "bad_data", "exceeded maximum resolution"],
    ["query_range", { query: "up[1m]", start: "0", end: "10", step: "1" }, 400, "bad_data", "range vector"],
    ["query_range", { query: "up", start: "1e308", end: "1e308", step: "1" }, 400, "bad_data", 'cannot parse "1e308" to a valid timestamp'],
    ["query", { query: "up[100d:1s]" }, 422, "execution", "too many samples"],
    ["series", {}, 400, "bad_data", "no match[] parameter provided"],
    ["label/1x/values", {}, 400, "bad_data", "invalid label name"],
    ["nothing", {}, 404, "not_found", "nothing"],
  ] as const)("refuses %s with %o", (path, params, status, errorType, message) => {
    const reply = get(path, params);
    expect(reply.status).toBe(status);
    expect(reply.body).toMatchObject({ status: "error", errorType, error: expect.stringContaining(message) as string });
  });

  test("lists series, labels and label values", () => {
    expect(get("series", { "match[]": "up" }).body).toEqual({ status: "success", data: [{ __name__: "up", job: "a" }] });
    expect(get("labels").body).toEqual({ status: "success", data: ["__name__", "job"] });
    expect(get("label/job/values").body).toEqual({ status: "success", data: ["a", "b"] });
    expect(get("label/job/values", { "match[]": "x" }).body).toEqual({ status: "success", data: ["b"] });
    expect(get("alerts").body).toEqual({ status: "success", data: { alerts: ["an alert"] } });
    expect(get("rules").body).toEqual({ status: "success", data: { groups: ["a group"] } });
  });
});

describe("renderExposition", () => {
  test("groups by family and escapes label values", () => {
    const families = { a: { type: "gauge", help: "An a." }, h: { type: "histogram", help: "An h." }, none: { type: "gauge", help: "Not there." } };
    const samples: { labels: Record<string, string>; value: number }[] = [
      { labels: { __name__: "h_bucket", le: "+Inf" }, value: 2 },
      { labels: { __name__: "a", x: 'q"\\\n' }, value: 0.5 },
      { labels: { __name__: "h_count" }, value: 2 },
    ];
    expect(renderExposition(families, samples)).toBe(
      '# HELP a An a.\n# TYPE a gauge\na{x="q\\"\\\\\\n"} 0.5\n# HELP h An h.\n# TYPE h histogram\nh_bucket{le="+Inf"} 2\nh_count{} 2\n',
    );
  });
});

describe("formatValue", () => {
  test("writes numbers as Prometheus does", () => {
    expect([Number.NaN, Infinity, -Infinity, 0.1, 1e-7, 1e21, 100].map(formatValue)).toEqual(["NaN", "+Inf", "-Inf", "0.1", "1e-07", "1e+21", "100"]);
    expect([1, 0.35, 1234].map(formatScientific)).toEqual(["1e+00", "3.5e-01", "1.234e+03"]);
  });
});
