import { describe, expect, test } from "vitest";
import type { QueryError } from "./errors";
import { Evaluator } from "./evaluate";
import { parseQuery } from "./parse";
import { SampleStore } from "./sample-store";

/** A store with one value per series every ten seconds from second 0; `_` is a scrape without the series. */
function storeOf(series: Record<string, string>): SampleStore {
  const store = new SampleStore(24 * 3_600_000);
  const rows = Object.entries(series).map(([selector, values]) => ({ labels: labelsOf(selector), values: values.trim().split(/\s+/) }));
  const length = Math.max(...rows.map((row) => row.values.length));
  for (let index = 0; index < length; index++) {
    const present = rows.filter((row) => row.values[index] !== undefined && row.values[index] !== "_");
    store.append(index * 10_000, present.map((row) => ({ labels: row.labels, value: Number(row.values[index]) })));
  }
  return store;
}

function labelsOf(selector: string): Record<string, string> {
  const [, name = "", inner = ""] = /^(\w+)(?:\{(.*)\})?$/.exec(selector) ?? [];
  return Object.fromEntries([["__name__", name], ...[...inner.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = "", value = ""]) => [label, value] as const)]);
}

/** The answer as `label=value,...: number` lines; a scalar is only its number. */
function ask(store: SampleStore, query: string, seconds: number): string[] | number {
  const value = new Evaluator(store).evaluate(parseQuery(query), seconds * 1_000);
  if (value.type === "scalar") return value.value;
  if (value.type !== "vector") throw new Error(`a ${value.type}`);
  return value.samples.map(({ labels, value: number }) => `${Object.entries(labels).sort().map(([name, text]) => `${name}=${text}`).join(",")}: ${Number(number.toFixed(6))}`);
}

describe("Evaluator", () => {
  const errors = storeOf({
    'req{svc="a",code="200"}': "0 90 180 270 360",
    'req{svc="a",code="500"}': "0 10 20 30 40",
    'req{svc="b",code="200"}': "0 100 200 300 400",
  });

  test("selects with all four matchers", () => {
    expect(ask(errors, 'req{svc="a",code!="500"}', 40)).toEqual(["__name__=req,code=200,svc=a: 360"]);
    expect(ask(errors, 'count(req{code=~"2.."})', 40)).toEqual([": 2"]);
    expect(ask(errors, 'req{code!~"2.."}', 40)).toEqual(["__name__=req,code=500,svc=a: 40"]);
    expect(ask(errors, 'count(req{code=~"20"})', 40)).toEqual([]);
    expect(ask(errors, 'count(req{missing=""})', 40)).toEqual([": 3"]);
  });

  test("looks back five minutes and no longer", () => {
    const store = storeOf({ x: "7" });
    expect(ask(store, "x", 299)).toEqual(["__name__=x: 7"]);
    expect(ask(store, "x", 300)).toEqual([]);
  });

  test("lets a series end at the scrape that no longer has it", () => {
    const store = storeOf({ x: "1 2 _ _ 5", y: "1 1 1 1 1" });
    expect([15, 20, 30, 40].map((second) => ask(store, "x", second))).toEqual([["__name__=x: 2"], [], [], ["__name__=x: 5"]]);
    expect(ask(store, "count_over_time(x[1m])", 40)).toEqual([": 3"]);
  });

  test("excludes the left edge of a range and includes the right one", () => {
    expect(ask(errors, 'count_over_time(req{svc="b"}[20s])', 40)).toEqual(["code=200,svc=b: 2"]);
  });

  test("shifts by an offset in both directions", () => {
    expect(ask(errors, 'req{svc="b"} offset 20s', 40)).toEqual(["__name__=req,code=200,svc=b: 200"]);
    expect(ask(errors, 'req{svc="b"} offset -10s', 20)).toEqual(["__name__=req,code=200,svc=b: 300"]);
    expect(ask(errors, 'increase(req{svc="b"}[20s] offset 20s)', 40)).toEqual(["code=200,svc=b: 200"]);
  });

  test("computes an error ratio per service", () => {
    expect(ask(errors, 'sum by (svc) (rate(req{code=~"5.."}[30s])) / sum by (svc) (rate(req[30s]))', 40)).toEqual(["svc=a: 0.1"]);
  });

  test("drops the metric name in calculations and keeps it in filters", () => {
    expect(ask(errors, 'req{svc="b"} * 2', 40)).toEqual(["code=200,svc=b: 800"]);
    expect(ask(errors, "req > 380", 40)).toEqual(["__name__=req,code=200,svc=b: 400"]);
    expect(ask(errors, "req > bool 380", 40)).toEqual(["code=200,svc=a: 0", "code=200,svc=b: 1", "code=500,svc=a: 0"]);
    expect(ask(errors, "380 < req", 40)).toEqual(["__name__=req,code=200,svc=b: 400"]);
  });

  test("respects precedence, powers and signs", () => {
    expect(ask(errors, "-2 ^ 2 + 3 * 2 % 4", 0)).toBe(-2);
    expect(ask(errors, "2 ^ 3 ^ 2", 0)).toBe(512);
    expect(ask(errors, "(1 + 2) * -3", 0)).toBe(-9);
    expect(ask(errors, "1 > bool 2", 0)).toBe(0);
    expect(ask(errors, "-req{svc=\"b\"}", 40)).toEqual(["code=200,svc=b: -400"]);
    expect(ask(errors, "0x1F + 1e3 + 1_000 + 1m", 0)).toBe(31 + 1000 + 1000 + 60);
  });

  test("matches many to one and copies the asked labels", () => {
    const store = storeOf({ 'use{pod="p1",node="n"}': "3", 'use{pod="p2",node="n"}': "4", 'size{node="n",zone="z"}': "10" });
    expect(ask(store, "use / on (node) group_left (zone) size", 0)).toEqual(["node=n,pod=p1,zone=z: 0.3", "node=n,pod=p2,zone=z: 0.4"]);
    expect(ask(store, "size / on (node) group_right () use", 0)).toEqual(["node=n,pod=p1: 3.333333", "node=n,pod=p2: 2.5"]);
    expect(() => ask(store, "use / on (node) size", 0)).toThrow("many-to-one matching must be explicit");
    expect(() => ask(store, "size / on (node) use", 0)).toThrow("many-to-many matching not allowed");
  });

  test("combines sets", () => {
    expect(ask(errors, 'req and on (svc) req{code="500"}', 40)).toHaveLength(2);
    expect(ask(errors, 'req unless on (svc) req{code="500"}', 40)).toEqual(["__name__=req,code=200,svc=b: 400"]);
    expect(ask(errors, 'req{svc="b"} or on (svc) req{code="200"}', 40)).toHaveLength(2);
  });

  test("aggregates by, without, and picks the top", () => {
    expect(ask(errors, "sum by (svc) (req)", 40)).toEqual(["svc=a: 400", "svc=b: 400"]);
    expect(ask(errors, "max without (svc) (req)", 40)).toEqual(["code=200: 400", "code=500: 40"]);
    expect(ask(errors, "topk(2, req)", 40)).toEqual(["__name__=req,code=200,svc=b: 400", "__name__=req,code=200,svc=a: 360"]);
    expect(ask(errors, "bottomk(1, req)", 40)).toEqual(["__name__=req,code=500,svc=a: 40"]);
    expect(ask(errors, "avg(req)", 40)).toEqual([`: ${Number((800 / 3).toFixed(6))}`]);
    expect(ask(errors, "min(req)", 40)).toEqual([": 40"]);
  });

  test("interpolates a histogram quantile within its bucket", () => {
    const store = storeOf({ 'h{le="0.1"}': "20", 'h{le="0.5"}': "60", 'h{le="1"}': "100", 'h{le="+Inf"}': "100" });
    expect(ask(store, "histogram_quantile(0.5, h)", 0)).toEqual([": 0.4"]);
    expect(ask(store, "histogram_quantile(0.1, h)", 0)).toEqual([": 0.05"]);
    expect(ask(store, "histogram_quantile(0.95, h)", 0)).toEqual([": 0.9375"]);
    expect(ask(storeOf({ 'h{le="1"}': "10", 'h{le="+Inf"}': "20" }), "histogram_quantile(0.9, h)", 0)).toEqual([": 1"]);
    expect(ask(store, "histogram_quantile(2, h)", 0)).toEqual([": Infinity"]);
  });

  test("knows absence and the labels it can promise", () => {
    expect(ask(errors, 'absent(req{svc="c",code=~"5.."})', 40)).toEqual(["svc=c: 1"]);
    expect(ask(errors, "absent(req)", 40)).toEqual([]);
  });

  test("clamps, rounds and converts", () => {
    expect(ask(errors, 'clamp_max(req{svc="b"}, 300)', 40)).toEqual(["code=200,svc=b: 300"]);
    expect(ask(errors, 'clamp_min(req{code="500"}, 300)', 40)).toEqual(["code=500,svc=a: 300"]);
    expect(ask(errors, "round(vector(2.5))", 0)).toEqual([": 3"]);
    expect(ask(errors, "round(vector(7), 5)", 0)).toEqual([": 5"]);
    expect(ask(errors, "abs(vector(-2))", 0)).toEqual([": 2"]);
    expect(ask(errors, 'scalar(req{svc="b"}) + 1', 40)).toBe(401);
    expect(ask(errors, "scalar(req)", 40)).toBeNaN();
    expect(ask(errors, "time()", 40)).toBe(40);
  });

  test("shifts to a fixed moment and to the ends of the asked time", () => {
    expect(ask(errors, 'req{svc="b"} @ 10', 40)).toEqual(["__name__=req,code=200,svc=b: 100"]);
    expect(ask(errors, 'req{svc="b"} @ 30 offset 20s', 40)).toEqual(["__name__=req,code=200,svc=b: 100"]);
    const asked = new Evaluator(errors, { startMs: 10_000, endMs: 30_000 });
    const at = (query: string) => asked.evaluate(parseQuery(query), 20_000);
    expect(at('sum(req{svc="b"} @ start())')).toMatchObject({ samples: [{ value: 100 }] });
    expect(at('sum(req{svc="b"} @ end())')).toMatchObject({ samples: [{ value: 300 }] });
  });

  test("evaluates a subquery at every multiple of its step", () => {
    expect(ask(errors, 'count_over_time(req{svc="b"}[30s:10s])', 40)).toEqual(["code=200,svc=b: 3"]);
    expect(ask(errors, 'max_over_time(sum(rate(req{svc="b"}[20s]))[30s:10s] offset 10s)', 40)).toEqual([": 10"]);
    expect(ask(errors, 'avg_over_time((req{svc="b"} / 100)[25s:5s] @ 30)', 0)).toEqual(["code=200,svc=b: 1.8"]);
  });

  test("draws a straight line", () => {
    expect(ask(errors, 'deriv(req{svc="b"}[40s])', 40)).toEqual(["code=200,svc=b: 10"]);
    expect(ask(errors, 'predict_linear(req{svc="b"}[40s], 60)', 40)).toEqual(["code=200,svc=b: 1000"]);
    expect(ask(errors, 'predict_linear(req{svc="b"}[20s] offset 20s, 60)', 40)).toEqual(["code=200,svc=b: 1000"]);
  });

  test("renames and joins labels", () => {
    expect(ask(errors, 'label_replace(req{svc="b"}, "team", "t-$1", "svc", "(.*)")', 40)).toEqual(["__name__=req,code=200,svc=b,team=t-b: 400"]);
    expect(ask(errors, 'label_replace(req{svc="b"}, "svc", "", "svc", ".*")', 40)).toEqual(["__name__=req,code=200: 400"]);
    expect(ask(errors, 'label_join(req{svc="b"}, "both", "-", "svc", "code")', 40)).toEqual(["__name__=req,both=b-200,code=200,svc=b: 400"]);
    expect(() => ask(errors, 'label_replace(req, "svc", "x", "svc", ".*")', 40)).toThrow("same labelset");
  });

  test("aggregates by quantile, deviation and value", () => {
    expect(ask(errors, "quantile(0.5, req)", 40)).toEqual([": 360"]);
    expect(ask(errors, "stddev(vector(4))", 40)).toEqual([": 0"]);
    expect(ask(errors, 'count_values("v", req{code="200"})', 40)).toEqual(["v=360: 1", "v=400: 1"]);
  });

  test("reads times and absence", () => {
    expect(ask(errors, 'timestamp(req{svc="b"})', 45)).toEqual(["code=200,svc=b: 40"]);
    expect(ask(errors, "minute()", 120)).toEqual([": 2"]);
    expect(ask(errors, 'absent_over_time(req{svc="z"}[20s])', 40)).toEqual(["svc=z: 1"]);
    expect(ask(errors, "absent_over_time(req[20s])", 40)).toEqual([]);
  });

  test.each([
    ["double_exponential_smoothing(req[1m], 0.5, 0.5)", "the function double_exponential_smoothing"],
    ["limitk(1, req)", "the aggregation limitk"],
    ["req atan2 req", "the operator atan2"],
  ])("names what it does not support in %s", (query, name) => {
    expect(() => ask(errors, query, 40)).toThrow(name);
    expect(() => ask(errors, query, 40)).toThrow(expect.objectContaining({ errorType: "execution" }) as QueryError);
  });
});
