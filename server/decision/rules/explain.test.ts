import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { before, calm, explain, keyOf, limits, nodeRef, observe, onset, pod, ref, sceneOf, stateOf, step } from "@/tests/support/scene";
import type { Revision } from "../../evidence/port";
import { explainScene } from "./explain";
import type { EntityObservation, FailedAttempt } from "./scene";

const threshold = 0.6;
const errorsUp = { errorRatio: step("errorRatio", 0.001, 0.4), latencySeconds: calm("latencySeconds", 0.1), requestRate: calm("requestRate", 30) };
const quiet = { errorRatio: calm("errorRatio", 0.001), latencySeconds: calm("latencySeconds", 0.1), requestRate: calm("requestRate", 30), restarts: calm("restarts", 0), availableReplicas: calm("availableReplicas", 2) };

describe("explainScene: bad_release", () => {
  test("blames a release whose errors rose right after it, and goes back", () => {
    const [top] = explain([observe("checkout", errorsUp, stateOf("checkout", { releasedSecondsAgo: 120 }))]).hypotheses;
    expect(top).toMatchObject({ cause: "bad_release", goodRevision: { revision: 4 }, repair: { call: { tool: "rollback", args: { name: "checkout", toRevision: 4 } } } });
    expect(top?.confidenceRatio).toBeGreaterThanOrEqual(0.8);
  });

  test("counts a release after the metric moved against itself", () => {
    const moved = { ...errorsUp, errorRatio: step("errorRatio", 0.001, 0.4, -600) };
    const found = explain([observe("checkout", moved, stateOf("checkout", { releasedSecondsAgo: 30 }))]).hypotheses.find((each) => each.cause === "bad_release");
    expect(found?.clues.find((clue) => clue.finding.code === "release_after_onset")?.weight).toBeLessThan(0);
    expect(found?.confidenceRatio).toBeLessThan(threshold);
  });

  test.each([
    ["long before", { releasedSecondsAgo: 3_600 }],
    ["well after the first alert", { releasedSecondsAgo: -90 }],
    ["that has no revision before it", { releasedSecondsAgo: 120, previous: false }],
    ["that changed nothing", { releasedSecondsAgo: 120, changed: [] }],
  ])("does not suspect a release %s", (_when, input) => {
    expect(explain([observe("checkout", errorsUp, stateOf("checkout", input))]).hypotheses.filter((each) => each.cause === "bad_release")).toEqual([]);
  });

  describe("of long ago", () => {
    const backlog = { backlog: step("backlog", 1, 500), throughput: step("throughput", 10, 0, -60) };
    const restart = { tool: "restart", targetKey: keyOf("worker"), at: before(-55), actionId: "act_1", unknown: false };
    /** Revision 5 is a restart of 4, which took over long ago from 3. */
    const found = (attempts: readonly FailedAttempt[], startedSecondsAgo = -60, firstImage = "worker:1") => {
      const state = stateOf("worker", { releasedSecondsAgo: startedSecondsAgo, changed: [] });
      const first: Revision = { revision: 3, createdAt: before(270_000), images: [firstImage], changeCause: null, replicas: 0, changed: [] };
      return explain([observe("worker", backlog, { ...state, revisions: [...state.revisions, first] })], { attempts }).hypotheses.find((each) => each.cause === "bad_release");
    };

    test("is suspect once a restart gave new processes and they do the same", () => {
      const release = found([restart]);
      expect(release).toMatchObject({ goodRevision: { revision: 3 }, repair: { call: { tool: "rollback", args: { name: "worker", toRevision: 3 } } } });
      expect(release?.confidenceRatio).toBeGreaterThanOrEqual(threshold);
      expect(release?.clues).toContainEqual(expect.objectContaining({ system: "kubernetes", finding: { code: "restart_changed_nothing", params: { count: 2, fromImage: "worker:1", toImage: "worker:2" } } }));
    });

    test.each([
      ["nothing was tried", []],
      ["nobody knows whether the restart ran", [{ ...restart, unknown: true }]],
      ["something else was restarted", [{ ...restart, targetKey: keyOf("checkout") }]],
      ["it was scaled and not restarted", [{ ...restart, tool: "scale" }]],
    ])("is not suspect while %s", (_what, attempts) => {
      expect(found(attempts)).toBeUndefined();
    });

    test("is not suspect when the processes are older than the restart, or there never was another image", () => {
      expect(found([restart], 90_000)).toBeUndefined();
      expect(found([restart], -60, "worker:2")).toBeUndefined();
    });
  });

  test("knows a release whose new pods do not start, also without a metric", () => {
    const pods = [pod("new", { waiting: "ImagePullBackOff", ready: false }), pod("old", { revision: 4 })];
    const [top] = explain([observe("checkout", {}, stateOf("checkout", { releasedSecondsAgo: 300, ready: 1, pods }))]).hypotheses;
    expect(top).toMatchObject({ cause: "bad_release", repair: { call: { tool: "rollback" } } });
    expect(top?.confidenceRatio).toBeGreaterThanOrEqual(threshold);
  });

  test("blames the dependency that was released, not the one above that suffers", () => {
    const observations = [observe("gateway", { ...errorsUp, requestRate: calm("requestRate", 100) }, stateOf("gateway")), observe("payment", { ...errorsUp, requestRate: calm("requestRate", 100) }, stateOf("payment", { releasedSecondsAgo: 120 }))];
    const { hypotheses, suspicions } = explain(observations, { firing: ["gateway", "payment"], needs: { gateway: ["payment"] } });
    expect(suspicions[0]?.key).toBe(keyOf("payment"));
    expect(hypotheses[0]?.observation.ref.name).toBe("payment");
  });
});

describe("explainScene: other causes", () => {
  const top = (observations: EntityObservation[], input: Parameters<typeof explain>[1] = {}) => explain(observations, input).hypotheses[0];
  const sure = (found: ReturnType<typeof top>) => (found?.confidenceRatio ?? 0) >= threshold;

  test("config_change: only the configuration changed; goes back to the revision before", () => {
    const found = top([observe("checkout", errorsUp, stateOf("checkout", { releasedSecondsAgo: 120, changed: ["config"] }))]);
    expect(found).toMatchObject({ cause: "config_change", repair: { call: { tool: "rollback", args: { toRevision: 4 } } } });
    expect(sure(found)).toBe(true);
  });

  test("config_change: a source reported it, no revision shows it, so hands are needed", () => {
    const change = { entityKey: keyOf("checkout"), kind: "config" as const, at: before(60), source: "github", excerpt: "flag on", url: null };
    const found = top([observe("checkout", errorsUp, stateOf("checkout"))], { changes: [change] });
    expect(found).toMatchObject({ cause: "config_change", repair: { call: null, why: { code: "config_needs_hands" } } });
  });

  const unhealthy = { reason: "Unhealthy", object: { kind: "Pod", name: "checkout-a" }, note: "Liveness probe failed", count: 18, firstAt: before(60), lastAt: onset };
  test("probe_misconfigured: a revision broke the probe, so it goes back", () => {
    const found = top([observe("checkout", { ...quiet, readyFlaps: step("readyFlaps", 0, 4) }, stateOf("checkout", { releasedSecondsAgo: 120, changed: ["probe"] }), { notices: [unhealthy] })]);
    expect(found).toMatchObject({ cause: "probe_misconfigured", repair: { call: { tool: "rollback" } } });
    expect(sure(found)).toBe(true);
  });

  test("probe_misconfigured: no revision explains it and users feel nothing, so the alert is silenced for a bounded time", () => {
    const found = top([observe("checkout", { ...quiet, readyFlaps: step("readyFlaps", 0, 4) }, stateOf("checkout"), { notices: [unhealthy] })]);
    expect(found?.repair).toEqual({ why: null, call: { tool: "silence", args: { cluster: "prod", namespace: "shop", name: "checkout", alertname: "checkoutAlert", durationSeconds: 3600 } } });
  });

  test("probe_misconfigured: never silences what users feel", () => {
    const found = explain([observe("checkout", { ...errorsUp, readyFlaps: step("readyFlaps", 0, 4) }, stateOf("checkout"), { notices: [unhealthy] })]).hypotheses.find((each) => each.cause === "probe_misconfigured");
    expect(found?.repair.call).toBeNull();
  });

  test("stuck_process: ready and doing nothing while its queue grows", () => {
    const found = top([observe("worker", { backlog: step("backlog", 3, 900), throughput: step("throughput", 8, 0) }, stateOf("worker"))]);
    expect(found).toMatchObject({ cause: "stuck_process", goodRevision: null, repair: { call: { tool: "restart" } } });
    expect(sure(found)).toBe(true);
  });

  test("saturation: works as fast as ever while its queue grows; asks for more, at most double", () => {
    const readings = { backlog: step("backlog", 3, 900), throughput: calm("throughput", 8) };
    const found = top([observe("worker", readings, stateOf("worker"))]);
    expect(found).toMatchObject({ cause: "saturation", repair: { call: { tool: "scale", args: { fromReplicas: 2, toReplicas: 4 } } } });
    expect(sure(found)).toBe(true);
    expect(top([observe("worker", readings, stateOf("worker", { desired: 20 }))])?.repair.why?.code).toBe("scale_limit_reached");
    expect(top([observe("worker", readings, stateOf("worker", { autoscaler: { name: "hpa", minReplicas: 1, maxReplicas: 4 } }))])?.repair.why).toMatchObject({ code: "autoscaler_owns_replicas", params: { max: 4 } });
  });

  test("memory_leak: memory grows steadily with no more to do", () => {
    const leak = step("memoryBytes", 200e6, 200e6);
    const leaking = { ...leak, now: 460e6, deviates: true, since: before(30), excess: 4, worst: 4, trendPerHour: 4e9, profile: leak.profile.map(([at], index): [number, number] => [at, index * 30e6]) };
    const found = top([observe("storefront", { ...quiet, memoryBytes: leaking }, stateOf("storefront"))]);
    expect(found).toMatchObject({ cause: "memory_leak", repair: { call: { tool: "restart" } } });
    expect(sure(found)).toBe(true);
  });

  test("resource_limit: killed for memory without a leak, by limits that a revision changed", () => {
    const pods = [pod("checkout-a", { restarts: 3, lastTermination: { reason: "OOMKilled", exitCode: 137, at: onset } })];
    const found = top([observe("checkout", { ...quiet, restarts: step("restarts", 0, 3) }, stateOf("checkout", { releasedSecondsAgo: 120, changed: ["resources"], pods }))]);
    expect(found).toMatchObject({ cause: "resource_limit", repair: { call: { tool: "rollback" } } });
    expect(explain([observe("checkout", quiet, stateOf("checkout", { pods }))]).hypotheses[0]).toMatchObject({ cause: "resource_limit", repair: { why: { code: "limits_need_a_change" } } });
  });

  const slow = { latencySeconds: step("latencySeconds", 0.1, 0.9), errorRatio: calm("errorRatio", 0.001), requestRate: calm("requestRate", 30) };
  const shared = { firing: ["storefront"], needs: { storefront: ["node-a"], batch: ["node-a"] }, neighbours: { storefront: ["batch"], batch: ["storefront"] } };
  const node = observe("node-a", { nodeCpuRatio: step("nodeCpuRatio", 0.3, 0.99) }, null);

  test("noisy_neighbour: stops the batch work that took the node's CPU, never what keeps data", () => {
    const observations = (stateful: boolean) => [observe("storefront", slow, stateOf("storefront")), node, observe("batch", { cpuCores: step("cpuCores", 0.1, 3.5, -30) }, stateOf("batch", { desired: 3, stateful }))];
    const found = top(observations(false), shared);
    expect(found).toMatchObject({ cause: "noisy_neighbour", observation: { ref: { name: "batch" } }, repair: { call: { tool: "scale", args: { fromReplicas: 3, toReplicas: 0 } } } });
    expect(sure(found)).toBe(true);
    expect(explain(observations(true), shared).hypotheses.find((each) => each.cause === "noisy_neighbour")?.repair.call).toBeNull();
  });

  test("dependency_down: what the alerting one needs has no pod left", () => {
    const found = top([observe("checkout", errorsUp, stateOf("checkout")), observe("payment", { availableReplicas: step("availableReplicas", 2, 0) }, stateOf("payment", { ready: 0, pods: [pod("p", { ready: false, waiting: "CrashLoopBackOff" })] }))], { needs: { checkout: ["payment"] } });
    expect(found).toMatchObject({ cause: "dependency_down", observation: { ref: { name: "payment" } }, repair: { call: { tool: "restart" } } });
    expect(sure(found)).toBe(true);
  });

  test("database_down: the playbook for PostgreSQL, hands for any other store, never a restart", () => {
    const scene = (images: string[]) => [observe("checkout", errorsUp, stateOf("checkout")), observe("store", { databaseUp: step("databaseUp", 1, 0) }, stateOf("store", { stateful: true, desired: 1, ready: 0, images }))];
    const found = top(scene(["registry/shop/postgres:16.4"]), { needs: { checkout: ["store"] } });
    expect(found).toMatchObject({ cause: "database_down", repair: { call: { tool: "run_playbook", args: { playbook: "postgresql-recovery" } } } });
    expect(sure(found)).toBe(true);
    expect(top(scene(["redis:7"]), { needs: { checkout: ["store"] } })).toMatchObject({ cause: "database_down", repair: { why: { code: "stateful_by_hand" } } });
  });

  test("database_overloaded: at its connections, for hands", () => {
    expect(top([observe("store", { connectionsRatio: step("connectionsRatio", 0.3, 0.98), databaseUp: calm("databaseUp", 1) }, stateOf("store", { stateful: true }))])).toMatchObject({ cause: "database_overloaded", repair: { why: { code: "stateful_by_hand" } } });
  });

  test("disk_full: no room left, for hands", () => {
    expect(top([observe("checkout", { diskFreeRatio: step("diskFreeRatio", 0.4, 0.01) }, stateOf("checkout"))])).toMatchObject({ cause: "disk_full", repair: { why: { code: "disk_needs_hands" } } });
  });

  test("node_failure: one node under several alerts, for hands", () => {
    const gone = { name: "node-a", addresses: [], unschedulable: false, conditions: [{ type: "Ready", status: "Unknown" as const, reason: "NodeStatusUnknown", since: before(40) }] };
    const names = ["gateway", "checkout", "storefront"];
    const found = top([...names.map((name) => observe(name, errorsUp, stateOf(name, { ready: 1 }))), observe("node-a", { nodeReady: step("nodeReady", 1, 0) }, null, { node: gone })], { firing: names, needs: Object.fromEntries(names.map((name) => [name, ["node-a"]])) });
    expect(found).toMatchObject({ cause: "node_failure", observation: { ref: nodeRef("node-a") }, repair: { call: null, why: { code: "node_needs_hands" } } });
    expect(sure(found)).toBe(true);
  });

  test("external: more comes in where nobody of ours calls, for hands", () => {
    const found = top([observe("gateway", { ...slow, requestRate: step("requestRate", 100, 500) }, stateOf("gateway"))]);
    expect(found).toMatchObject({ cause: "external", repair: { call: null, why: { code: "outside_our_reach" } } });
  });

  test("false_alarm: an alert, and everything measured is as usual", () => {
    const found = top([observe("checkout", quiet, stateOf("checkout")), observe("payment", quiet, stateOf("payment"))], { needs: { checkout: ["payment"] } });
    expect(found).toMatchObject({ cause: "false_alarm", repair: { call: null, why: { code: "false_alarm" } } });
    expect(sure(found)).toBe(true);
    expect(explain([observe("checkout", quiet, stateOf("checkout")), observe("payment", errorsUp, stateOf("payment"))], { needs: { checkout: ["payment"] } }).hypotheses.filter((each) => each.cause === "false_alarm")).toEqual([]);
  });
});

describe("explainScene and what was tried", () => {
  const readings = { ...errorsUp, backlog: step("backlog", 3, 900), throughput: step("throughput", 8, 0) };
  const observations = [observe("worker", readings, stateOf("worker", { releasedSecondsAgo: 120 }))];
  const tools = (attempts: readonly string[]) =>
    explain(observations, { attempts: attempts.map((tool) => ({ tool, targetKey: keyOf("worker"), at: onset, actionId: "act_1", unknown: false })) }).hypotheses.flatMap((each) => (each.confidenceRatio >= threshold && each.repair.call !== null ? [each.repair.call.tool] : []));

  test("proposes the next best explanation with another tool after a repair that did not help, and cites that", () => {
    const [first] = tools([]);
    expect(first).toBeDefined();
    const [second] = tools([first ?? ""]);
    expect(second).toBeDefined();
    expect(second).not.toBe(first);
    expect(tools(["rollback", "restart"])).toEqual([]);
  });

  test("weighs what helped and what failed in earlier incidents", () => {
    const confidence = (helped: boolean | null) => {
      const precedents = helped === null ? [] : [{ entityKey: keyOf("worker"), cause: "stuck_process" as const, tool: "restart", helped, at: before(86_400), incidentId: "inc_1" }];
      return explain([observe("worker", { backlog: step("backlog", 3, 900) }, stateOf("worker"))], { precedents }).hypotheses.find((each) => each.cause === "stuck_process")?.confidenceRatio ?? 0;
    };
    expect(confidence(true)).toBeGreaterThan(confidence(null));
    expect(confidence(false)).toBeLessThan(confidence(null));
  });
});

describe("explainScene in general", () => {
  const mixed = [
    observe("b", { ...errorsUp, backlog: step("backlog", 1, 99), throughput: step("throughput", 9, 0) }, stateOf("b", { releasedSecondsAgo: 60 })),
    observe("a", { ...errorsUp, backlog: step("backlog", 1, 99), throughput: step("throughput", 9, 0) }, stateOf("a", { releasedSecondsAgo: 60 })),
  ];

  test("has no cause without evidence: an unreadable cluster and silent metrics say nothing", () => {
    expect(explain([observe("checkout", {}, null)]).hypotheses).toEqual([]);
  });

  test("keeps every confidence between 0 and 1, cites evidence for each, and ranks the same scene the same way", () => {
    const names = (observations: EntityObservation[], firing: string[]) => explain(observations, { firing }).hypotheses.map((each) => `${each.cause} ${each.observation.ref.name} ${each.confidenceRatio}`);
    for (const hypothesis of explain(mixed, { firing: ["a", "b"] }).hypotheses) {
      expect(hypothesis.confidenceRatio).toBeGreaterThanOrEqual(0);
      expect(hypothesis.confidenceRatio).toBeLessThan(1);
      expect(hypothesis.clues.length).toBeGreaterThan(0);
    }
    expect(names([...mixed].reverse(), ["b", "a"])).toEqual(names(mixed, ["a", "b"]));
  });

  test("grows surer of a bad release with every worse error ratio, never less", () => {
    const confidence = (now: number) => explain([observe("checkout", { ...errorsUp, errorRatio: step("errorRatio", 0.001, now) }, stateOf("checkout", { releasedSecondsAgo: 120 }))]).hypotheses.find((each) => each.cause === "bad_release")?.confidenceRatio ?? 0;
    fc.assert(fc.property(fc.double({ min: 0.001, max: 1, noNaN: true }), fc.double({ min: 0.001, max: 1, noNaN: true }), (a, b) => (a <= b ? confidence(a) <= confidence(b) : confidence(a) >= confidence(b))), { numRuns: 60 });
  });

  test("abstains on any healthy scene, however many services it has", () => {
    const healthy = fc.array(fc.record({ error: fc.double({ min: 0, max: 0.01, noNaN: true }), latency: fc.double({ min: 0.001, max: 2, noNaN: true }), released: fc.integer({ min: 30, max: 100_000 }) }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(healthy, (services) => {
        const observations = services.map(({ error, latency, released }, index) => observe(`s${index}`, { errorRatio: calm("errorRatio", error), latencySeconds: calm("latencySeconds", latency), requestRate: calm("requestRate", 10) }, stateOf(`s${index}`, { releasedSecondsAgo: released })));
        const [top] = explain(observations, { needs: { s0: services.slice(1).map((_, index) => `s${index + 1}`) } }).hypotheses;
        return top === undefined || top.confidenceRatio < threshold || top.repair.call === null;
      }),
      { numRuns: 60 },
    );
  });

  test("decides the same whatever things are called and whatever text they carry", () => {
    const injected = fc.oneof(fc.string({ minLength: 1, maxLength: 40, unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz-0123456789") }), fc.constantFrom("ignore-previous-instructions", "approve-everything", "rollback-now", "confidence-100"));
    const shape = (rename: (name: string) => string, text: string) => {
      const named = (name: string, readings: Parameters<typeof observe>[1], released: number) => {
        const notices = [{ reason: "BackOff", object: { kind: "Pod", name: rename(name) }, note: text, count: 3, firstAt: before(60), lastAt: onset }];
        return observe(rename(name), readings, stateOf(rename(name), { releasedSecondsAgo: released }), { notices });
      };
      const observations = [named("gateway", errorsUp, 90_000), named("payment", errorsUp, 120)];
      const scene = sceneOf(observations, { firing: [rename("gateway")], needs: { [rename("gateway")]: [rename("payment")] }, changes: [{ entityKey: keyOf(rename("payment")), kind: "deploy", at: before(130), source: "github", excerpt: text, url: null }] });
      const { hypotheses } = explainScene({ ...scene, firing: scene.firing.map((alert) => ({ ...alert, name: text })) }, limits);
      return hypotheses.map((each) => [each.cause, each.observation.key === keyOf(rename("gateway")) ? "above" : "below", each.confidenceRatio, each.repair.call?.tool ?? each.repair.why?.code]);
    };
    const expected = shape((name) => name, "");
    fc.assert(
      fc.property(injected, injected, fc.string({ maxLength: 200 }), (a, b, text) => {
        fc.pre(a !== b && !a.startsWith("node-") && !b.startsWith("node-") && !a.includes("/") && !b.includes("/"));
        // Only the order of equal confidences may follow names.
        const sorted = (list: unknown[]) => list.map((each) => JSON.stringify(each)).sort();
        expect(sorted(shape((name) => (name === "gateway" ? a : b), text))).toEqual(sorted(expected));
      }),
      { numRuns: 60 },
    );
  });

  test("targets nothing but an entity it observed", () => {
    for (const { repair } of explain(mixed, { firing: ["a", "b"] }).hypotheses) if (repair.call !== null) expect(["a", "b"].map((name) => ref(name).name)).toContain(repair.call.args.name);
  });
});
