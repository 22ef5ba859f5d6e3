import type { ActionCall } from "@/lib/contracts/action";
import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import { newId } from "@/lib/ids";
import { hashCall } from "@/server/action/hash-call";
import { proposeAction } from "@/server/action/propose";
import { requestApproval } from "@/server/approval/request";
import type { Container } from "@/server/container";
import type { Hypothesis } from "@/server/decision/rules/hypothesis";
import { recordDecision } from "@/server/decision/record";
import { moveIncident } from "@/server/incident/change";
import { incidents } from "@/server/incident/table";

const silent = { query: "up", url: null, reading: null };

/** An approval that waits for its answer, made by the verbs that the worker uses. */
export interface AskedApproval {
  readonly id: string;
  readonly incidentId: string;
  readonly argsHash: string;
  /** The name of the workload that would be restarted; each approval is about another. */
  readonly target: string;
}

function hypothesisAt(ref: EntityRef, now: Date): Hypothesis {
  const metrics = { errorRatio: silent, latencySeconds: silent, backlog: silent, throughput: silent };
  return { cause: "stuck_process", observation: { key: entityKey(ref), ref, observedAt: now, state: null, metrics, gaps: [] }, clues: [], confidenceRatio: 0.9, goodRevision: null };
}

/** Opens an incident with a decision and asks about restarting its workload; a low risk unless said otherwise. */
export async function askForApproval(container: Container, risk: "low" | "high" | "critical" = "low"): Promise<AskedApproval> {
  const ctx = container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
  const now = ctx.now();
  const target = `checkout-${newId("entity").slice(-12)}`;
  const ref: EntityRef = { cluster: "prod", kind: "workload", namespace: "shop", name: target };
  const call: ActionCall = { tool: "restart", args: { cluster: ref.cluster, namespace: ref.namespace, name: ref.name } };
  const asked = await ctx.db.transaction(async (tx) => {
    const [incident] = await tx
      .insert(incidents)
      .values({ id: newId("incident"), origin: "live", status: "investigating", severity: "critical", title: "QueueBacklog", entity: ref, entityKey: entityKey(ref), openedAt: now, updatedAt: now })
      .returning();
    if (incident === undefined) throw new Error("the incident was not stored");
    const blastRadius = { entities: [{ entity: ref, hops: 0 }], expectedDowntimeSeconds: 0, topologyAgeSeconds: null, stale: true };
    const weighed = { tier: risk, score: 1, factors: [] };
    const decisionId = await recordDecision(ctx, tx, incident, {
      rootCauses: [{ rank: 1, cause: "stuck_process", entity: ref, confidenceRatio: 0.9, evidenceIds: ["e1"], statement: { code: "stuck_process", params: {} } }],
      evidence: [],
      missing: [],
      abstention: null,
      blastRadius,
      risk: weighed,
    });
    const reason = { rule: "mode", outcome: "ask", observed: "assist", threshold: "auto" } as const;
    const action = await proposeAction(ctx, tx, {
      incident,
      decisionId,
      call,
      preview: { target: { uid: "uid-1", generation: 1, observedAt: now.toISOString() }, diff: [{ path: "/spec", before: null, after: "restarted" }] },
      assessment: { blastRadius, risk: weighed, policy: { verdict: "ask", reasons: [reason], whyNotAuto: [reason] } },
    });
    const id = await requestApproval(ctx, tx, { action, hypothesis: hypothesisAt(ref, now) });
    await moveIncident(ctx, tx, incident, "awaiting_approval", { actionable: true });
    return { id, incidentId: incident.id, argsHash: hashCall(call), target };
  });
  await ctx.bus.announceEvents();
  return asked;
}
