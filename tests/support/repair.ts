import { newId } from "@/lib/ids";
import type { ActionCall } from "@/lib/contracts/action";
import type { Origin } from "@/lib/contracts/common";
import type { RiskTier } from "@/lib/contracts/decision";
import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import type { ActionRow } from "@/server/action/change";
import { proposeAction } from "@/server/action/propose";
import type { RiskFacts } from "@/server/action/risk";
import { requestApproval } from "@/server/approval/request";
import type { Container } from "@/server/container";
import { recordDecision } from "@/server/decision/record";
import type { Hypothesis } from "@/server/decision/rules/hypothesis";
import type { WorkloadState } from "@/server/evidence/port";
import type { ExecutorPort } from "@/server/executors/port";
import { moveIncident } from "@/server/incident/change";
import { incidents } from "@/server/incident/table";
import { isPaused } from "@/server/policy/brake";
import { shippedSettings } from "@/server/policy/defaults";
import type { PolicyFacts } from "@/server/policy/facts";
import { judgeAction } from "@/server/policy/rules";

/** A repair as the judge leaves it: an incident with one firing alert, its decision, its action, and the approval when one is needed. */
export interface Repair {
  readonly incidentId: string;
  readonly action: ActionRow;
  /** Empty when policy let it run unasked. */
  readonly approvalId: string;
}

const silent = { query: "up", url: null, reading: null } as const;

/** The explanation behind a restart: a workload of two stateless replicas that stopped working. */
export function stuckProcess(ref: EntityRef, now: Date): Hypothesis {
  const state: WorkloadState = {
    entity: ref,
    kind: "deployment",
    uid: "uid",
    generation: 1,
    observedGeneration: 1,
    currentRevision: 1,
    desired: 2,
    updated: 2,
    ready: 2,
    available: 2,
    total: 2,
    images: ["shop:1"],
    stateful: false,
    strategy: "rolling",
    autoscaler: null,
    pods: [],
    revisions: [],
    templateSince: new Date(now.getTime() - 3_600_000),
    restartCount: 0,
    observedAt: now,
  };
  const metrics = { errorRatio: silent, latencySeconds: silent, backlog: silent, throughput: silent };
  return { cause: "stuck_process", observation: { key: entityKey(ref), ref, observedAt: now, state, metrics, gaps: [] }, clues: [], confidenceRatio: 0.9, goodRevision: null };
}

/** What a call names its target by. */
type WorkloadArgs = Extract<ActionCall, { tool: "restart" }>["args"];

/** What a repair can differ in: a restart of low risk that asks, unless said otherwise. */
export interface RepairOptions {
  readonly name?: string;
  readonly automatic?: boolean;
  readonly risk?: RiskTier;
  readonly origin?: Origin;
  readonly call?: (workload: WorkloadArgs) => ActionCall;
}

/** Stores a repair by the verbs that the judge uses; `automatic` ones are approved by policy, the rest ask. */
export async function proposeRepair(container: Container, cluster: ExecutorPort, input: RepairOptions = {}): Promise<Repair> {
  const { name = `svc-${newId("entity").slice(-12)}`, automatic = false, risk = "low", origin = "live" } = input;
  const ctx = container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
  const now = ctx.now();
  const ref = { cluster: "default", kind: "workload", namespace: "shop", name } as const;
  const workload = { cluster: ref.cluster, namespace: ref.namespace, name };
  const call = input.call?.(workload) ?? { tool: "restart", args: workload };
  const weighed = { tier: risk, score: 0, factors: [] };
  const blastRadius = { entities: [{ entity: ref, hops: 0 }], expectedDowntimeSeconds: 0, topologyAgeSeconds: 1, stale: false };
  const policyFacts: PolicyFacts = {
    mode: automatic ? "auto" : "assist",
    tool: call.tool,
    risk,
    stateful: false,
    namespace: ref.namespace,
    name,
    environment: "unknown",
    paused: automatic ? false : await isPaused(ctx.db),
    activeWindow: null,
    trust: { trials: 0, verified: 0, sinceFailure: null, standing: "allowed" },
    breakers: { running: 0, recentOnTarget: 0, recentGlobal: 0, secondsSinceLast: null, sameFailures: 0 },
  };
  const riskFacts: RiskFacts = { call, stateful: false, replicas: 2, environment: "unknown", blastRadius, confidenceRatio: 0.9, secondsSinceFailure: null };
  const policy = judgeAction(policyFacts, shippedSettings);
  const preview = await cluster.preview(call);
  return ctx.db.transaction(async (tx) => {
    const [incident] = await tx
      .insert(incidents)
      .values({ id: newId("incident"), origin, status: "investigating", severity: "critical", title: "QueueBacklog", entity: ref, entityKey: entityKey(ref), alertCount: 1, firingCount: 1, openedAt: now, updatedAt: now, actionable: true })
      .returning();
    if (incident === undefined) throw new Error("the incident was not stored");
    const decisionId = await recordDecision(ctx, tx, incident, { rootCauses: [], evidence: [], missing: [], abstention: null, blastRadius, risk: weighed });
    const action = await proposeAction(ctx, tx, { incident, decisionId, call, preview, assessment: { blastRadius, risk: weighed, policy, policyFacts, riskFacts } });
    if (policy.verdict === "allow") return { incidentId: incident.id, action, approvalId: "" };
    const approvalId = await requestApproval(ctx, tx, { action, hypothesis: stuckProcess(ref, now) });
    await moveIncident(ctx, tx, incident, "awaiting_approval");
    return { incidentId: incident.id, action, approvalId };
  });
}
