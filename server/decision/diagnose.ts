import type { ActionCall } from "@/lib/contracts/action";
import type { Statement } from "@/lib/contracts/common";
import type { Evidence, RootCause } from "@/lib/contracts/decision";
import { entityKey } from "@/lib/contracts/entity";
import { redactText } from "../platform/redact";
import { tunables } from "../platform/tunables";
import { dependenciesOf, hostsOf, residentsOf, type TopologyGraph } from "../topology/rules";
import { windowOf } from "./ask-metrics";
import type { EvidenceSources } from "./evidence-sources";
import { isDeviating, observeEntities } from "./observe";
import { candidatesOf } from "./rules/candidates";
import { explainScene, type RankedHypothesis } from "./rules/explain";
import type { Hypothesis } from "./rules/hypothesis";
import type { EntityObservation, FailedAttempt, FiringAlert, Precedent, ReportedChange, Scene } from "./rules/scene";
import type { DecisionBody } from "./table";

const maxListedCauses = 3;

/** What the workspace remembers of some entities: changes that sources reported, and how like incidents ended. */
export interface Memory {
  readonly changes: readonly ReportedChange[];
  readonly precedents: readonly Precedent[];
}

/** The part of a decision that evidence alone settles, and the repair it calls for, if any. */
export interface Diagnosis {
  readonly findings: Pick<DecisionBody, "rootCauses" | "evidence" | "missing" | "abstention">;
  readonly repair: { readonly call: ActionCall; readonly hypothesis: Hypothesis } | null;
}

function statementOf(hypothesis: Hypothesis): Statement {
  const { name } = hypothesis.observation.ref;
  return { code: hypothesis.cause, params: hypothesis.cause === "bad_release" || hypothesis.cause === "config_change" ? { name, revision: hypothesis.observation.state?.currentRevision ?? 0 } : { name } };
}

function cite(hypotheses: readonly Hypothesis[], observedAt: Date): { rootCauses: RootCause[]; evidence: Evidence[] } {
  const evidence: Evidence[] = [];
  const rootCauses = hypotheses.map((hypothesis, index): RootCause => {
    const evidenceIds = hypothesis.clues.map((clue) => {
      const id = `e${evidence.length + 1}`;
      evidence.push({ id, system: clue.system, query: clue.query, observedAt: observedAt.toISOString(), excerpt: redactText(clue.excerpt), url: clue.url, stance: clue.weight >= 0 ? "for" : "against", finding: clue.finding, entity: clue.entity });
      return id;
    });
    return { rank: index + 1, cause: hypothesis.cause, entity: hypothesis.observation.ref, confidenceRatio: hypothesis.confidenceRatio, evidenceIds, statement: statementOf(hypothesis) };
  });
  return { rootCauses, evidence };
}

const unanswered: ReadonlySet<string> = new Set(["unreachable", "out_of_time"]);

/** Why nothing is proposed; null when something is. The code says what would settle it. */
function abstentionOf(top: RankedHypothesis | undefined, scene: Scene): Statement | null {
  const { observations, attempts } = scene;
  const [attempt] = attempts;
  if (attempt?.unknown === true) return { code: "outcome_unknown", params: { tool: attempt.tool } };
  if (observations.length === 0) return { code: "entity_unknown", params: {} };
  if (top !== undefined && top.confidenceRatio >= tunables.confidenceThresholdRatio) return top.repair.why;
  const silent = [...new Set(observations.flatMap((observation) => observation.gaps.filter((gap) => unanswered.has(gap.reason.code)).map((gap) => gap.system)))];
  if (silent.length > 0) return { code: "evidence_unreachable", params: { systems: silent.join(", ") } };
  if (attempt !== undefined) return { code: "previous_attempt_failed", params: { tool: attempt.tool } };
  if (observations.every((observation) => Object.keys(observation.metrics).length === 0 && observation.state === null && observation.node == null)) return { code: "no_evidence", params: {} };
  return { code: "nothing_stands_out", params: {} };
}

function relationsOf(graph: TopologyGraph): Pick<Scene, "needs" | "neighbours"> {
  const needs = (key: string) => {
    const needed = dependenciesOf(graph, key, tunables.neighbourHops).map((step) => step.key);
    return [...new Set([...needed, ...[key, ...needed].flatMap((each) => hostsOf(graph, each))])];
  };
  return { needs, neighbours: (key) => [...new Set(hostsOf(graph, key).flatMap((host) => residentsOf(graph, host)))].filter((other) => other !== key) };
}

/**
 * Finds out why an incident happens: looks at the alerting entities, what they need and where they run, and weighs explanations. Every
 * claim cites its evidence, for and against; what could not be learned is listed; below the threshold it abstains. Ends within the
 * evidence deadline, whatever the sources do.
 */
export async function diagnoseIncident(input: {
  readonly firing: readonly FiringAlert[];
  readonly onset: Date;
  readonly now: Date;
  readonly graph: TopologyGraph;
  readonly sources: EvidenceSources;
  /** What is remembered of these entities. */
  readonly recall: (entityKeys: readonly string[]) => Promise<Memory>;
  /** Repairs of this incident that did not help, newest first. */
  readonly attempts: readonly FailedAttempt[];
}): Promise<Diagnosis> {
  const { onset, now, graph, sources, attempts } = input;
  const { refs, aside, firing } = candidatesOf(input.firing, graph, tunables.neighbourHops);
  const [observations, memory] = await Promise.all([
    observeEntities(sources, { refs, aside, graph, onset, now, deadlineMs: tunables.evidenceDeadlineMs }),
    input.recall(refs.map(entityKey)),
  ]);
  const scene: Scene = { onset, now, stepSeconds: windowOf(onset, now).stepSeconds, rateWindowSeconds: sources.rateWindowSeconds, firing, observations, ...relationsOf(graph), ...memory, attempts, suspicionMs: tunables.changeSuspicionMs };
  const { hypotheses } = explainScene(scene, { maxReplicas: tunables.maxScaleReplicas, silenceMs: tunables.silenceMs });
  const top = hypotheses[0];
  const abstention = abstentionOf(top, scene);
  const alerting = new Set(firing.map((alert) => alert.entityKey));
  const relevant = (observation: EntityObservation, index: number) => index === 0 || alerting.has(observation.key) || isDeviating(observation);
  const missing = observations.filter(relevant).flatMap((observation) => observation.gaps);
  return {
    findings: { ...cite(hypotheses.slice(0, maxListedCauses), now), missing, abstention },
    repair: abstention === null && top !== undefined && top.repair.call !== null ? { call: top.repair.call, hypothesis: top } : null,
  };
}
