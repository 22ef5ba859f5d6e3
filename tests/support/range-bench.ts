import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { entityKey } from "@/lib/contracts/entity";
import type { Diagnosis } from "@/server/decision/diagnose";
import { diagnoseIncident } from "@/server/decision/diagnose";
import type { EvidenceSources } from "@/server/decision/evidence-sources";
import type { FailedAttempt, FiringAlert } from "@/server/decision/rules/scene";
import { kubernetesCluster } from "@/server/evidence/kubernetes/adapter";
import { prometheusMetrics } from "@/server/evidence/prometheus/adapter";
import type { Delivery } from "@/server/range/alert/deliver";
import { answerCall } from "@/server/range/doors";
import { Engine } from "@/server/range/engine";
import { createRangeServer } from "@/server/range/http-server";
import { entityOfLabels, type TopologyGraph } from "@/server/topology/rules";

const token = "a-token-of-the-range";

/** The practice range in virtual time behind its real doors, and the engine's real adapters in front of them. */
export class RangeBench {
  readonly engine: Engine;
  private readonly server;
  private readonly dir = mkdtempSync(join(tmpdir(), "awoooi-bench-"));
  private sources: EvidenceSources | null = null;
  now: number;
  /** The map that was read last. */
  lastGraph: TopologyGraph = { entities: new Map(), edges: [], observedAt: null };

  constructor(options: { seed?: number; historyMs?: number } = {}) {
    this.now = 1_800_000_000_000;
    this.engine = new Engine({
      seed: options.seed ?? 7,
      now: this.now,
      autoplay: false,
      historyMs: options.historyMs ?? 20 * 60_000,
      prometheusUrl: "http://range/prometheus",
      alertmanagerUrl: "http://range/alertmanager",
      deliver: () => Promise.resolve<Delivery>({ outcome: "accepted" }),
      report: () => undefined,
    });
    this.server = createRangeServer(token, (call) => answerCall(this.engine, call), () => undefined);
  }

  async open(): Promise<void> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const kubeConfig = join(this.dir, "kubeconfig");
    const named = { name: "range" };
    writeFileSync(kubeConfig, JSON.stringify({ apiVersion: "v1", kind: "Config", "current-context": "range", clusters: [{ ...named, cluster: { server: url, "insecure-skip-tls-verify": true } }], users: [{ ...named, user: { token } }], contexts: [{ ...named, context: { cluster: "range", user: "range" } }] }));
    this.sources = { metrics: prometheusMetrics({ baseUrl: `${url}/prometheus`, token }), cluster: kubernetesCluster({ kubeConfig, cluster: "range" }), rateWindowSeconds: 30 };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.dir, { recursive: true });
  }

  /** Lets virtual seconds pass. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      this.now += 1_000;
      this.engine.tick(this.now);
    }
    await this.engine.notifier.idle();
  }

  /** Passes time until the condition holds. @throws {Error} when it never does */
  async until(what: string, condition: () => boolean, limitSeconds: number): Promise<void> {
    for (let seconds = 0; seconds < limitSeconds; seconds += 1) {
      if (condition()) return;
      await this.pass(1);
    }
    throw new Error(`${what} did not happen within ${limitSeconds} s`);
  }

  /** Whether anything fires but the dead-man's switch, which always does. */
  fires(): boolean {
    return this.engine.alerts.active.some((alert) => alert.state === "firing" && alert.labels["alertname"] !== "Watchdog");
  }

  /** Alerts that fire now, with the entity that their labels name. */
  firing(graph: TopologyGraph): FiringAlert[] {
    return this.engine.alerts.active
      .filter((alert) => alert.state === "firing" && alert.labels["alertname"] !== "Watchdog")
      .map((alert) => {
        const ref = entityOfLabels(alert.labels, graph, "range");
        return { name: alert.labels["alertname"] ?? "", entityKey: ref === null ? null : entityKey(ref), startsAt: new Date(alert.activeAt) };
      });
  }

  /** The map as the cluster reports it now; without a cluster nobody knows. */
  async graph(): Promise<TopologyGraph> {
    const snapshot = await this.evidence.cluster?.readTopology();
    this.lastGraph = {
      entities: new Map((snapshot?.entities ?? []).map((entity) => [entityKey(entity.ref), entity])),
      edges: (snapshot?.edges ?? []).map((edge) => ({ fromKey: entityKey(edge.from), toKey: entityKey(edge.to), relation: edge.relation })),
      observedAt: new Date(this.now),
    };
    return this.lastGraph;
  }

  /** Restarts a Deployment of the shop the way `kubectl rollout restart` does. */
  restart(name: string): void {
    const { store } = this.engine.world;
    const deployment = store.get("deployments", "shop", name);
    if (deployment === undefined) throw new Error(`there is no deployment ${name}`);
    store.edit("deployments", deployment, ({ spec: { template } }) => {
      template.metadata = { ...template.metadata, annotations: { ...template.metadata?.annotations, "kubectl.kubernetes.io/restartedAt": new Date(this.now).toISOString() } };
    });
  }

  /** Nobody answers any more, as when a network fails. */
  async closeDoors(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get evidence(): EvidenceSources {
    if (this.sources === null) throw new Error("open the bench first");
    return this.sources;
  }

  /** What OpenClaw makes of all that fires now. */
  async diagnose(attempts: readonly FailedAttempt[] = [], known?: TopologyGraph): Promise<Diagnosis> {
    const graph = known ?? (await this.graph());
    const firing = this.firing(graph);
    const onset = new Date(Math.min(this.now, ...firing.map((alert) => alert.startsAt.getTime())));
    return diagnoseIncident({ firing, onset, now: new Date(this.now), graph, sources: this.evidence, recall: () => Promise.resolve({ changes: [], precedents: [] }), attempts });
  }
}
