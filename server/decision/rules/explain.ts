import type { ActionCall } from "@/lib/contracts/action";
import type { Severity } from "@/lib/contracts/common";
import type { Cause } from "@/lib/contracts/decision";
import { entityKey } from "@/lib/contracts/entity";
import { causeRules } from "./causes/registry";
import { metricClue, readingOf, round } from "./clues";
import { confidenceOf, type Clue, type Hypothesis } from "./hypothesis";
import { metricRules, type MetricName } from "./metrics";
import { repairOf, type Repair, type RepairLimits } from "./repair";
import type { EntityObservation, Scene } from "./scene";
import { rankSuspects, type Suspect, type Suspicion } from "./suspicion";

/** An explanation with the repair that fits it. */
export interface RankedHypothesis extends Hypothesis {
  readonly repair: Repair;
}

/** What the engine makes of a scene: who is suspect, and what explains it, the likeliest first. */
export interface Explanation {
  readonly suspicions: readonly Suspicion[];
  readonly hypotheses: readonly RankedHypothesis[];
}

const never: Suspicion = { key: "", scoreRatio: 0, explains: [], excusedBy: null, worst: null, movedAt: null };

/** An excuse below this is noise. */
const leastExcuse = 0.15;
const excuseWeight = -2.6;
/** That an alert fires is a little evidence, the more the worse its sender calls it. */
const alertWeight: Readonly<Record<Severity, number>> = { critical: 0.3, warning: 0.2, info: 0.05 };
const failedAttemptWeight = -3;

/** The metrics of observations as ranking takes them. */
export function suspectsOf(observations: readonly EntityObservation[]): Suspect[] {
  return observations.map((observation) => ({
    key: observation.key,
    readings: Object.fromEntries(Object.entries(observation.metrics).flatMap(([name, metric]) => (metric.reading === null ? [] : [[name, metric.reading]]))),
  }));
}

class Explainer {
  private readonly byKey: ReadonlyMap<string, EntityObservation>;

  constructor(
    private readonly scene: Scene,
    private readonly limits: RepairLimits,
  ) {
    this.byKey = new Map(scene.observations.map((observation) => [observation.key, observation]));
  }

  explain(): Explanation {
    const { scene } = this;
    const alerting = [...new Set(scene.firing.flatMap((alert) => alert.entityKey ?? []))];
    const suspicions = rankSuspects({ suspects: suspectsOf(scene.observations), needs: scene.needs, alerting, stepSeconds: scene.stepSeconds });
    const suspicionOf = new Map(suspicions.map((suspicion) => [suspicion.key, suspicion]));
    const symptomatic = suspicions.some((suspicion) => suspicion.scoreRatio > 0);
    const hypotheses = scene.observations.flatMap((observation) => {
      const suspicion = suspicionOf.get(observation.key) ?? never;
      return Object.entries(causeRules).flatMap(([cause, rule]) => {
        const found = rule({ observation, suspicion, scene });
        if (found === null) return [];
        const own = found.clues.filter((clue) => clue !== null);
        if (own.length === 0) return [];
        // That an alert fires is no evidence for nothing being wrong.
        const shared = cause === "false_alarm" ? [] : this.shared(observation, suspicion, symptomatic);
        return [this.conclude(cause as Cause, observation, [...own, ...shared], found.goodRevision ?? null)];
      });
    });
    const score = (hypothesis: Hypothesis) => suspicionOf.get(hypothesis.observation.key)?.scoreRatio ?? 0;
    hypotheses.sort((a, b) => b.confidenceRatio - a.confidenceRatio || score(b) - score(a) || a.observation.key.localeCompare(b.observation.key) || a.cause.localeCompare(b.cause));
    return { suspicions, hypotheses };
  }

  private conclude(cause: Cause, observation: EntityObservation, clues: readonly Clue[], goodRevision: Hypothesis["goodRevision"]): RankedHypothesis {
    const bare: Hypothesis = { cause, observation, clues, goodRevision, confidenceRatio: 0 };
    const repair = repairOf(bare, this.scene, this.limits);
    const all = [...clues, ...this.remembered(cause, observation, repair.call)];
    return { ...bare, clues: all, confidenceRatio: confidenceOf(all), repair };
  }

  /** What speaks for or against an entity, whatever is wrong with it. */
  private shared(observation: EntityObservation, suspicion: Suspicion, symptomatic: boolean): Clue[] {
    return [...this.alertClues(observation), ...this.reachClues(observation, suspicion, symptomatic), ...this.dependencyClues(observation, suspicion)];
  }

  private alertClues(observation: EntityObservation): Clue[] {
    const { scene } = this;
    const clue = (alert: Scene["firing"][number], finding: Clue["finding"]): Clue => ({
      weight: alertWeight[alert.severity ?? "warning"],
      system: "alertmanager",
      query: alert.name,
      excerpt: `firing since ${alert.startsAt.toISOString()}`,
      url: null,
      finding,
      entity: (alert.entityKey === null ? undefined : this.byKey.get(alert.entityKey)?.ref) ?? observation.ref,
    });
    // The worst one speaks for all: ten alerts about one thing are one thing.
    const firing = [...scene.firing].sort((a, b) => alertWeight[b.severity ?? "warning"] - alertWeight[a.severity ?? "warning"]);
    const own = firing.find((alert) => alert.entityKey === observation.key);
    const above = firing.find((alert) => alert.entityKey !== null && alert.entityKey !== observation.key && scene.needs(alert.entityKey).includes(observation.key));
    return [
      ...(own === undefined ? [] : [clue(own, { code: "alert_firing", params: { name: own.name, seconds: Math.max(0, Math.round((scene.now.getTime() - own.startsAt.getTime()) / 1000)) } })]),
      ...(above === undefined ? [] : [clue(above, { code: "upstream_of_cause", params: { dependsOn: observation.ref.name, name: above.name } })]),
    ];
  }

  private reachClues(observation: EntityObservation, suspicion: Suspicion, symptomatic: boolean): Clue[] {
    const explained = suspicion.explains.map((each) => this.byKey.get(each.key)?.ref.name ?? each.key);
    const cite = (weight: number, finding: Clue["finding"], excerpt: string): Clue => ({ weight, system: "topology", query: `who needs ${observation.ref.name}`, excerpt, url: null, finding, entity: observation.ref });
    if (suspicion.scoreRatio >= 0.1) return [cite(0.7 * suspicion.scoreRatio, { code: "explains_symptoms", params: { count: explained.length, ratio: round(suspicion.scoreRatio) } }, `${explained.slice(0, 10).join(", ")}: ${round(suspicion.scoreRatio)}`)];
    const unrelated = symptomatic && suspicion.worst !== null && suspicion.explains.length === 0 && !this.scene.firing.some((alert) => alert.entityKey === observation.key || (alert.entityKey !== null && this.scene.neighbours(observation.key).includes(alert.entityKey)));
    return unrelated ? [cite(-1.2, { code: "explains_nothing", params: { name: observation.ref.name } }, "no alert needs it")] : [];
  }

  /** A troubled dependency takes the blame; measured and usual ones leave it here. */
  private dependencyClues(observation: EntityObservation, suspicion: Suspicion): Clue[] {
    const excuse = suspicion.excusedBy;
    const other = excuse === null ? undefined : this.byKey.get(excuse.key);
    if (excuse !== null && other !== undefined && excuse.ratio >= leastExcuse) {
      const clue = metricClue(other, excuse.by, excuseWeight * excuse.ratio, () => ({ code: "dependency_troubled", params: { name: other.ref.name, ratio: round(excuse.ratio) } }));
      return clue === null ? [] : [clue];
    }
    const felt = (Object.keys(metricRules) as MetricName[]).filter((name) => metricRules[name].role === "felt");
    const measured = this.scene.needs(observation.key).flatMap((key) => this.byKey.get(key) ?? []).filter((each) => felt.some((name) => readingOf(each, name) !== null));
    const [calm] = measured.filter((each) => felt.every((name) => readingOf(each, name)?.deviates !== true));
    const name = calm === undefined ? undefined : felt.find((each) => readingOf(calm, each) !== null);
    const clue = calm === undefined || name === undefined ? null : metricClue(calm, name, 0.2, () => ({ code: "dependency_normal", params: { name: calm.ref.name } }));
    return clue === null ? [] : [clue];
  }

  /** What happened when this was tried: on this incident it counts heavily, on earlier ones a little. */
  private remembered(cause: Cause, observation: EntityObservation, call: ActionCall | null): Clue[] {
    const cite = (weight: number, query: string, excerpt: string, finding: Clue["finding"]): Clue => ({ weight, system: "history", query, excerpt, url: null, finding, entity: observation.ref });
    const targetKey = call === null ? null : entityKey({ cluster: call.args.cluster, kind: "workload", namespace: call.args.namespace, name: call.args.name });
    const onTarget = this.scene.attempts.filter((attempt) => attempt.targetKey === targetKey);
    const failed = onTarget.filter((attempt) => attempt.tool === call?.tool);
    const others = call === null || failed.length > 0 ? [] : onTarget;
    const alike = this.scene.precedents.filter((precedent) => precedent.entityKey === observation.key && precedent.cause === cause && precedent.tool === call?.tool).slice(0, 2);
    return [
      ...failed.slice(0, 1).map((attempt) => cite(failedAttemptWeight, attempt.actionId, `${attempt.tool} ${attempt.at.toISOString()}: did not help`, { code: "attempt_failed", params: { tool: attempt.tool } })),
      ...others.slice(0, 1).map((attempt) => cite(0.5, attempt.actionId, `${attempt.tool} ${attempt.at.toISOString()}: did not help`, { code: "other_attempt_failed", params: { tool: attempt.tool } })),
      ...alike.map((precedent) => cite(precedent.helped ? 0.3 : -0.5, precedent.incidentId, `${precedent.tool} ${precedent.at.toISOString()}: ${precedent.helped ? "helped" : "did not help"}`, { code: precedent.helped ? "helped_before" : "failed_before", params: { tool: precedent.tool } })),
    ];
  }
}

/**
 * The engine, pure: measurements, map, changes and memory in, ranked explanations with their evidence and repairs out. No clock, no
 * I/O, no text of an alert; the same scene always gives the same ranking.
 */
export function explainScene(scene: Scene, limits: RepairLimits): Explanation {
  return new Explainer(scene, limits).explain();
}
