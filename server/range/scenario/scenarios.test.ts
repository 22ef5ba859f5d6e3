import { beforeEach, describe, expect, test } from "vitest";
import { TestBench } from "../testing";
import { beginDeletion } from "../world/pods";
import { serviceOf } from "../world/pod-state";
import type { ScenarioName } from "./registry";

let bench: TestBench;

beforeEach(() => {
  bench = new TestBench();
});

const alerts = () => new Set(bench.firing().map((text) => text.split(" ")[0]));
const fires = (text: string) => () => bench.firing().includes(text);
const calm = () => bench.firing().length === 0;
const runs = (name: ScenarioName) => bench.engine.director.isRunning(name);
const podsOf = (service: string) => bench.engine.world.store.list("pods").filter((pod) => serviceOf(pod) === service);
const restartsOf = (service: string) => podsOf(service).reduce((sum, pod) => sum + (pod.status.containerStatuses?.[0]?.restartCount ?? 0), 0);

function start(name: ScenarioName): void {
  expect(bench.engine.director.start(name).outcome).toBe("started");
}

/** The version before the one that a scenario released. */
function rollBack(service: string): void {
  const releases: Record<string, string> = { storefront: "5.12.0", worker: "1.2.0", checkout: "1.8.1" };
  const probe = { httpGet: { path: "/readyz", port: 8080 }, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3, successThreshold: 1 };
  bench.editTemplate(service, (template) => {
    const container = template.spec?.containers[0];
    if (!container) return;
    container.image = `registry.range.local/shop/${service}:${releases[service] ?? ""}`;
    if (service === "storefront") container.readinessProbe = probe;
  });
}

describe("memory-leak", () => {
  test("warns, is killed at the limit again and again, and a restart heals for long", async () => {
    start("memory-leak");
    expect(await bench.secondsUntil(fires("ContainerMemoryNearLimit payment"), 60)).toBeLessThanOrEqual(45);
    await bench.secondsUntil(() => restartsOf("payment") >= 2, 60);
    const killed = podsOf("payment")[0]?.status.containerStatuses?.[0];
    expect(killed?.lastState?.terminated).toMatchObject({ reason: "OOMKilled", exitCode: 137 });
    await bench.secondsUntil(fires("HighLatencyP95 payment"), 90);
    bench.restart("payment");
    expect(await bench.secondsUntil(() => !runs("memory-leak"), 20)).toBeDefined();
    expect(await bench.secondsUntil(calm, 200)).toBeDefined();
    await bench.pass(300);
    expect(alerts().size).toBe(0);
    expect(restartsOf("payment")).toBe(0);
  }, 30_000);

  test("is not healed by more replicas", async () => {
    start("memory-leak");
    await bench.pass(40);
    bench.scale("payment", 3);
    expect(await bench.secondsUntil(() => restartsOf("payment") >= 4, 120)).toBeDefined();
    expect(runs("memory-leak")).toBe(true);
  }, 30_000);
});

describe("noisy-neighbour", () => {
  test("throttles and slows the shop on one node until the neighbour is scaled down", async () => {
    start("noisy-neighbour");
    expect(await bench.secondsUntil(() => bench.firing().some((text) => text.startsWith("HighLatencyP95")), 40)).toBeLessThanOrEqual(30);
    await bench.secondsUntil(() => alerts().has("NodeCpuSaturated") && alerts().has("CPUThrottlingHigh"), 40);
    const throttled = bench.engine.alerts.active.filter((alert) => alert.rule === "CPUThrottlingHigh");
    expect(new Set(throttled.map((alert) => alert.labels["node"]))).toEqual(new Set(["node-b"]));
    expect(alerts()).toEqual(new Set(["CPUThrottlingHigh", "HighLatencyP95", "NodeCpuSaturated"]));
    bench.restart("checkout");
    await bench.pass(40);
    expect(runs("noisy-neighbour")).toBe(true);
    expect(alerts().has("NodeCpuSaturated")).toBe(true);
    bench.scale("report-batch", 1, "batch");
    expect(await bench.secondsUntil(calm, 60)).toBeLessThanOrEqual(45);
    expect(runs("noisy-neighbour")).toBe(false);
  }, 30_000);
});

describe("dead-database", () => {
  test("fails everything that needs it, survives a new pod, and only hands heal it", async () => {
    start("dead-database");
    expect(await bench.secondsUntil(fires("DatabaseDown postgres"), 30)).toBeLessThanOrEqual(15);
    await bench.pass(15);
    expect(alerts()).toEqual(new Set(["DatabaseDown", "HighErrorRate", "HighLatencyP95", "PodNotReady", "PodRestarting", "StatefulSetReplicasMismatch", "TargetDown"]));
    const [broken] = podsOf("postgres");
    if (!broken) throw new Error("no postgres pod");
    expect(broken.status.containerStatuses?.[0]?.state?.waiting?.reason).toBe("CrashLoopBackOff");
    beginDeletion(bench.engine.world, broken);
    await bench.pass(60);
    const [renewed] = podsOf("postgres");
    expect(renewed?.metadata.name).toBe("postgres-0");
    expect(renewed?.metadata.uid).not.toBe(broken.metadata.uid);
    expect(bench.firing()).toContain("DatabaseDown postgres");
    expect(bench.engine.director.heal("dead-database")).toBe(true);
    expect(await bench.secondsUntil(() => bench.firing().every((text) => text.startsWith("PodRestarting")), 120)).toBeLessThanOrEqual(100);
    expect(runs("dead-database")).toBe(false);
    expect(bench.engine.director.heal("dead-database")).toBe(false);
    expect(bench.engine.director.start("dead-database").outcome).toBe("started");
  }, 30_000);
});

describe("flapping-probe", () => {
  test("fires and resolves in turn, outlives a restart, and ends with the rollback", async () => {
    start("flapping-probe");
    expect(await bench.secondsUntil(fires("PodNotReady storefront"), 60)).toBeLessThanOrEqual(50);
    expect(await bench.secondsUntil(() => !alerts().has("PodNotReady"), 60)).toBeDefined();
    expect(await bench.secondsUntil(fires("PodNotReady storefront"), 60)).toBeDefined();
    bench.restart("storefront");
    await bench.pass(60);
    expect(runs("flapping-probe")).toBe(true);
    rollBack("storefront");
    expect(await bench.secondsUntil(() => !runs("flapping-probe") && calm(), 60)).toBeLessThanOrEqual(45);
    await bench.pass(90);
    expect(alerts().size).toBe(0);
  }, 30_000);
});

describe("alert-storm", () => {
  test("tells some two hundred alerts about one node within seconds, moves its pods, and ends with its return", async () => {
    start("alert-storm");
    expect(await bench.secondsUntil(() => bench.firing().length > 150, 40)).toBeLessThanOrEqual(30);
    const [lost, ...others] = bench.engine.world.store.list("nodes").filter((node) => node.status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "Unknown"));
    expect(others).toEqual([]);
    expect(lost?.spec?.taints?.map((taint) => taint.key)).toContain("node.kubernetes.io/unreachable");
    await bench.pass(40);
    expect(bench.deployment("checkout").status.availableReplicas).toBe(2);
    expect(bench.deployment("store-agent", "edge").status.availableReplicas).toBeGreaterThan(80);
    expect(podsOf("redis").map((pod) => pod.metadata.deletionTimestamp !== undefined)).toEqual([true]);
    expect(await bench.secondsUntil(calm, 160)).toBeDefined();
    expect(runs("alert-storm")).toBe(false);
    expect(bench.deployment("store-agent", "edge").status.availableReplicas).toBe(96);
  }, 30_000);

  test("is cut to the most alerts that one notification may carry, which says how many are missing", async () => {
    const cut = new TestBench({ maxAlerts: 20 });
    cut.engine.director.start("alert-storm");
    await cut.pass(30);
    const offline = cut.received.filter((body) => body.groupKey.includes("BranchOffline"));
    expect(offline.map((body) => [body.alerts.length, body.truncatedAlerts])).toContainEqual([20, 28]);
  }, 30_000);
});

describe("false-alarm", () => {
  test("fires although nothing deviates, and ends by itself", async () => {
    const errorsBefore = bench.firing();
    start("false-alarm");
    expect(await bench.secondsUntil(fires("PaymentTooSlow payment"), 30)).toBeLessThanOrEqual(15);
    expect(errorsBefore).toEqual([]);
    await bench.pass(30);
    expect(bench.firing()).toEqual(["PaymentTooSlow payment"]);
    expect(await bench.secondsUntil(() => calm() && !runs("false-alarm"), 150)).toBeLessThanOrEqual(120);
    expect(bench.received.at(-1)?.status).toBe("firing");
    await bench.pass(10);
    expect(bench.received.at(-1)?.status).toBe("resolved");
  }, 30_000);
});

describe("wrong-fix", () => {
  test("is made worse by the repair it suggests, and healed by the rollback", async () => {
    start("wrong-fix");
    expect(await bench.secondsUntil(fires("QueueBacklog worker"), 40)).toBeLessThanOrEqual(30);
    const before = bench.engine.queueDepth;
    bench.restart("worker");
    await bench.pass(10);
    expect(bench.engine.queueDepth - before).toBeGreaterThan(10 * 12 + 100);
    await bench.pass(30);
    expect(bench.firing()).toContain("QueueBacklog worker");
    bench.scale("worker", 4);
    await bench.pass(20);
    expect(bench.firing()).toContain("QueueBacklog worker");
    rollBack("worker");
    expect(await bench.secondsUntil(() => calm() && !runs("wrong-fix"), 60)).toBeLessThanOrEqual(40);
  }, 30_000);
});
