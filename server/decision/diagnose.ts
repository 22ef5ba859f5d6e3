import type { ActionCall } from "@/lib/contracts/action";
import type { Statement } from "@/lib/contracts/common";
import type { Evidence, RootCause } from "@/lib/contracts/decision";
import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import { assertNever } from "@/lib/assert-never";
import { tunables } from "../platform/tunables";
import { dependenciesOf, type TopologyGraph } from "../topology/rules";
import { isDeviating, observeWorkload, type EvidenceSources, type WorkloadObservation } from "./observe";
import { rankHypotheses, type FiringAlert, type Hypothesis } from "./rules/causes";
import type { DecisionBody } from "./table";

/** Candidates beyond this count are not asked about: the alerting entities come first, then the nearest of what they need. */
const maxCandidates = 24;
const maxListedCauses = 3;

/** The part of a decision that evidence alone settles, and the repair it calls for, if any. */
export interface Diagnosis {
  readonly findings: Pick<DecisionBody, "rootCauses" | "evidence" | "missing" | "abstention">;
  readonly repair: { readonly call: ActionCall; readonly hypothesis: Hypothesis } | null;
}

/** The workloads that may be at fault: those that alert, and what they need. */
function candidatesOf(firing: readonly FiringAlert[], graph: TopologyGraph): EntityRef[] {
  const alerting = firing.flatMap((alert) => (alert.entityKey === null ? [] : [workloadBehind(alert.entityKey, graph)]));
  const needed = alerting.flatMap((key) => dependenciesOf(graph, key, tunables.neighbourHops)).sort((a, b) => a.hops - b.hops);
  const keys = [...new Set([...alerting, ...needed.map((step) => step.key)])];
  return keys.flatMap((key) => {
    const entity = graph.entities.get(key);
    return entity?.ref.kind === "workload" ? [entity.ref] : [];
  }).slice(0, maxCandidates);
}

function workloadBehind(key: string, graph: TopologyGraph): string {
  return graph.edges.find((edge) => edge.fromKey === key && edge.relation === "selects")?.toKey ?? key;
}

function repairOf(hypothesis: Hypothesis): ActionCall | null {
  const { cluster, namespace, name } = hypothesis.observation.ref;
  switch (hypothesis.cause) {
    case "bad_release":
      return hypothesis.goodRevision === null ? null : { tool: "rollback", args: { cluster, namespace, name, toRevision: hypothesis.goodRevision.revision } };
    case "stuck_process":
      return { tool: "restart", args: { cluster, namespace, name } };
    default:
      return assertNever(hypothesis.cause);
  }
}

function statementOf(hypothesis: Hypothesis): Statement {
  const name = hypothesis.observation.ref.name;
  return hypothesis.cause === "bad_release" ? { code: "bad_release", params: { name, revision: hypothesis.observation.state?.currentRevision ?? 0 } } : { code: "stuck_process", params: { name } };
}

function cite(hypotheses: readonly Hypothesis[], observedAt: Date): { rootCauses: RootCause[]; evidence: Evidence[] } {
  const evidence: Evidence[] = [];
  const rootCauses = hypotheses.map((hypothesis, index): RootCause => {
    const evidenceIds = hypothesis.clues.map((clue) => {
      const id = `e${evidence.length + 1}`;
      evidence.push({ id, system: clue.system, query: clue.query, observedAt: observedAt.toISOString(), excerpt: clue.excerpt, url: clue.url, stance: clue.weight >= 0 ? "for" : "against", finding: clue.finding, entity: clue.entity });
      return id;
    });
    return { rank: index + 1, cause: hypothesis.cause, entity: hypothesis.observation.ref, confidenceRatio: hypothesis.confidenceRatio, evidenceIds, statement: statementOf(hypothesis) };
  });
  return { rootCauses, evidence };
}

function abstentionOf(top: Hypothesis | undefined, call: ActionCall | null, observations: readonly WorkloadObservation[], failedTool: string | null): Statement | null {
  if (observations.length === 0) return { code: "entity_unknown", params: {} };
  const unreachable = [...new Set(observations.flatMap((observation) => observation.gaps.filter((gap) => gap.reason.code === "unreachable").map((gap) => gap.system)))];
  if (top === undefined || top.confidenceRatio < tunables.confidenceThresholdRatio) {
    return unreachable.length > 0 ? { code: "evidence_unreachable", params: { systems: unreachable.join(", ") } } : { code: "nothing_stands_out", params: {} };
  }
  if (call === null) return { code: "cause_without_action", params: {} };
  if (failedTool === call.tool) return { code: "previous_attempt_failed", params: { tool: failedTool } };
  return null;
}

/**
 * Finds out why an incident happens, from what changed last and what is out of the usual on the alerting entities and what they
 * need. Every claim cites its evidence; what could not be learned is listed; below the threshold it abstains.
 */
export async function diagnoseIncident(input: {
  readonly firing: readonly FiringAlert[];
  readonly onset: Date;
  readonly now: Date;
  readonly graph: TopologyGraph;
  readonly sources: EvidenceSources;
  /** The tool of the last attempt of this incident, when that attempt did not help. */
  readonly failedTool: string | null;
}): Promise<Diagnosis> {
  const { firing, onset, now, graph, sources } = input;
  const observations: WorkloadObservation[] = [];
  for (const ref of candidatesOf(firing, graph)) observations.push(await observeWorkload(sources, ref, onset, now));
  const ranked = rankHypotheses({
    onset,
    now,
    firing: firing.map((alert) => ({ ...alert, entityKey: alert.entityKey === null ? null : workloadBehind(alert.entityKey, graph) })),
    observations,
    dependenciesOf: (key) => dependenciesOf(graph, key, tunables.neighbourHops).map((step) => step.key),
    suspicionMs: tunables.changeSuspicionMs,
  });
  const top = ranked[0];
  const call = top === undefined ? null : repairOf(top);
  const abstention = abstentionOf(top, call, observations, input.failedTool);
  const alerting = new Set(firing.map((alert) => alert.entityKey));
  const missing = observations.filter((observation) => alerting.has(observation.key) || isDeviating(observation)).flatMap((observation) => observation.gaps);
  return {
    findings: { ...cite(ranked.slice(0, maxListedCauses), now), missing: [...missing], abstention },
    repair: abstention === null && call !== null && top !== undefined ? { call, hypothesis: top } : null,
  };
}

/** The entity of a workload named by an action's arguments. */
export function targetOf(call: ActionCall): EntityRef {
  return { cluster: call.args.cluster, kind: "workload", namespace: call.args.namespace, name: call.args.name };
}

/** The map key of an action's target. */
export function targetKeyOf(call: ActionCall): string {
  return entityKey(targetOf(call));
}
