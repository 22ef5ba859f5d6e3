import { describe, expect, test } from "vitest";
import { services } from "../world/services";
import { callOrder } from "../world/shop";
import { TestBench } from "../testing";

/** Share of failed requests and mean duration of a service over the next seconds. */
async function measure(bench: TestBench, service: string, seconds: number) {
  const totals = () => {
    const own = bench.engine.collect().filter((sample) => sample.labels["service"] === service);
    const sum = (name: string, code?: string) =>
      own.filter((sample) => sample.labels["__name__"] === name && (code === undefined || sample.labels["code"] === code)).reduce((total, sample) => total + sample.value, 0);
    return { all: sum("http_requests_total"), failed: sum("http_requests_total", "500"), duration: sum("http_request_duration_seconds_sum") };
  };
  const before = totals();
  await bench.pass(seconds);
  const after = totals();
  const requests = after.all - before.all;
  return { requests, errorRatio: (after.failed - before.failed) / requests, latency: (after.duration - before.duration) / requests };
}

describe("flowTraffic", () => {
  test("a service without pods fails its callers by the share of their requests that needs it", async () => {
    const bench = new TestBench();
    bench.engine.world.store.edit("deployments", bench.deployment("payment"), (draft) => {
      draft.spec.replicas = 0;
    });
    await bench.pass(5);
    expect((await measure(bench, "checkout", 20)).errorRatio).toBeCloseTo(0.9, 1);
    expect((await measure(bench, "gateway", 20)).errorRatio).toBeCloseTo(0.27, 1);
    expect((await measure(bench, "storefront", 20)).errorRatio).toBeLessThan(0.02);
  });

  test("fewer pods are slower and more pods are faster", async () => {
    const bench = new TestBench();
    const normal = await measure(bench, "checkout", 20);
    const scale = async (replicas: number) => {
      bench.engine.world.store.edit("deployments", bench.deployment("checkout"), (draft) => {
        draft.spec.replicas = replicas;
      });
      await bench.pass(6);
      return measure(bench, "checkout", 20);
    };
    expect((await scale(1)).latency).toBeGreaterThan(normal.latency * 1.2);
    expect((await scale(4)).latency).toBeLessThan(normal.latency);
  });

  test("an outage of the cache is mostly forgiven, one of the database is not", async () => {
    const bench = new TestBench();
    const { store } = bench.engine.world;
    const stop = (name: string) => {
      const set = store.get("statefulsets", "shop", name);
      if (!set) throw new Error(`no store ${name}`);
      store.edit("statefulsets", set, (draft) => {
        draft.spec.replicas = 0;
      });
    };
    stop("redis");
    await bench.pass(4);
    expect((await measure(bench, "storefront", 20)).errorRatio).toBeLessThan(0.15);
    stop("postgres");
    await bench.pass(4);
    expect((await measure(bench, "checkout", 20)).errorRatio).toBeGreaterThan(0.95);
  });
});

describe("callOrder", () => {
  test("puts every caller before what it calls", () => {
    const names = callOrder(services).map((service) => service.name);
    for (const service of services) {
      for (const call of service.dependencies) expect(names.indexOf(service.name)).toBeLessThan(names.indexOf(call.on));
    }
  });

  test("refuses services that call each other in a circle", () => {
    const [first] = services;
    if (!first) throw new Error("no services");
    const circle = ["a", "b"].map((name, index) => ({ ...first, name, dependencies: [{ on: index === 0 ? "b" : "a", share: 1, exposure: 1 }] }));
    expect(() => callOrder(circle)).toThrow("circle");
  });
});
