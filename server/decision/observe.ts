import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import type { ClusterNotice, ClusterPort, NodeState, WorkloadState } from "../evidence/port";
import { messageOf } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { workloadOfPod, type TopologyGraph } from "../topology/rules";
import { askMetrics, inTurns, windowOf } from "./ask-metrics";
import type { EvidenceSources } from "./evidence-sources";
import { metricRules, type MetricName } from "./rules/metrics";
import type { EntityObservation, Gap } from "./rules/scene";

/** Requests to one cluster at once. */
const atOnce = 6;
/** Namespaces whose warnings are read. */
const mostNamespaces = 4;

/** Who to look at, and until when. */
export interface Look {
  /** Looked at in full. */
  readonly refs: readonly EntityRef[];
  /** Measured only; the cluster is asked about one of them when a metric of it is out of the usual. */
  readonly aside?: readonly EntityRef[];
  readonly graph: TopologyGraph;
  readonly onset: Date;
  readonly now: Date;
  /** The whole look ends after this long; what was not answered by then is a gap. */
  readonly deadlineMs: number;
}

/** Answers of one cluster, and what it did not answer. */
class ClusterQuestions {
  readonly gaps: Gap[] = [];
  private lost = false;

  constructor(
    private readonly cluster: ClusterPort,
    private readonly overAt: number,
  ) {}

  async ask<T>(query: string, run: (cluster: ClusterPort) => Promise<T>, otherwise: T): Promise<T> {
    // One refusal speaks for all: a cluster that is away is one gap.
    if (this.lost) return otherwise;
    if (performance.now() >= this.overAt) return this.lose(query, { code: "out_of_time", params: {} }, otherwise);
    try {
      return await run(this.cluster);
    } catch (error) {
      return this.lose(query, { code: "unreachable", params: { message: messageOf(error) } }, otherwise);
    }
  }

  private lose<T>(query: string, reason: Gap["reason"], otherwise: T): T {
    if (!this.lost) this.gaps.push({ system: "kubernetes", query, reason, wouldSettle: { code: "reach_kubernetes", params: {} } });
    this.lost = true;
    return otherwise;
  }
}

/** The entity that a warning is about, by the name of its object. */
function subjectOf(notice: ClusterNotice): { kind: "node" | "workload"; name: string } {
  switch (notice.object.kind) {
    case "Node":
      return { kind: "node", name: notice.object.name };
    case "Pod":
      return { kind: "workload", name: workloadOfPod(notice.object.name) };
    case "ReplicaSet":
      return { kind: "workload", name: notice.object.name.replace(/-[a-z0-9]{5,10}$/, "") };
    default:
      return { kind: "workload", name: notice.object.name };
  }
}

function noticesFor(ref: EntityRef, notices: readonly ClusterNotice[]): ClusterNotice[] {
  return notices.filter((notice) => {
    const subject = subjectOf(notice);
    return subject.kind === ref.kind && subject.name === ref.name;
  });
}

interface ClusterFacts {
  readonly states: ReadonlyMap<string, WorkloadState | null>;
  readonly nodes: ReadonlyMap<string, NodeState>;
  readonly notices: ReadonlyMap<string, readonly ClusterNotice[]>;
}

async function askStates(questions: ClusterQuestions, refs: readonly EntityRef[]): Promise<Map<string, WorkloadState | null>> {
  const workloads = refs.filter((ref) => ref.kind === "workload");
  const states = await inTurns(
    workloads.map((ref) => async () => [entityKey(ref), await questions.ask(`workload ${ref.namespace}/${ref.name}`, (cluster) => cluster.readWorkload({ namespace: ref.namespace, name: ref.name }), null)] as const),
    atOnce,
  );
  return new Map(states);
}

async function askCluster(questions: ClusterQuestions, look: Look): Promise<ClusterFacts> {
  const namespaces = [...new Set(look.refs.filter((ref) => ref.kind === "workload").map((ref) => ref.namespace))].slice(0, mostNamespaces);
  const wantsNodes = look.refs.some((ref) => ref.kind === "node");
  const [states, nodes, notices] = await Promise.all([
    askStates(questions, look.refs),
    wantsNodes ? questions.ask("nodes", (cluster) => cluster.readNodes(), []) : Promise.resolve([]),
    inTurns(namespaces.map((namespace) => async () => [namespace, await questions.ask(`events ${namespace}`, (cluster) => cluster.readNotices({ namespace }), [])] as const), atOnce),
  ]);
  return { states, nodes: new Map(nodes.map((node) => [node.name, node])), notices: new Map(notices) };
}

/**
 * Asks metrics and cluster about entities, all in one look. Never throws: what could not be learned is a gap of the first entity,
 * and an entity of which metrics say nothing at all has a gap of its own.
 */
export async function observeEntities(sources: EvidenceSources, look: Look): Promise<EntityObservation[]> {
  const overAt = performance.now() + look.deadlineMs;
  const { refs, aside = [], graph, now } = look;
  const questions = sources.cluster === null ? null : new ClusterQuestions(sources.cluster, overAt);
  const facts: ClusterFacts = questions === null ? { states: new Map(), nodes: new Map(), notices: new Map() } : await askCluster(questions, look);
  const addresses = new Map([...facts.nodes.values()].map((node) => [node.name, node.addresses]));
  const answers = await askMetrics(sources, { refs: [...refs, ...aside], graph, addresses, window: windowOf(look.onset, now), overAt });
  const loud = aside.filter((ref) => Object.values(answers.byEntity.get(entityKey(ref)) ?? {}).some((metric) => metric.reading?.deviates === true));
  const states = new Map([...facts.states, ...(questions === null ? [] : await askStates(questions, loud))]);
  const general = [...(questions?.gaps ?? []), ...answers.gaps];
  return [...refs, ...loud].map((ref, index): EntityObservation => {
    const key = entityKey(ref);
    const metrics = answers.byEntity.get(key) ?? {};
    const silent = sources.metrics !== null && answers.gaps.length === 0 && Object.keys(metrics).length === 0;
    const gaps: Gap[] = [...(index === 0 ? general : []), ...(silent ? [{ system: "prometheus" as const, query: `${ref.kind} ${ref.namespace}/${ref.name}`, reason: { code: "no_data", params: {} }, wouldSettle: { code: "export_metrics", params: { name: ref.name } } }] : [])];
    return {
      key,
      ref,
      observedAt: now,
      state: states.get(key) ?? null,
      node: ref.kind === "node" ? (facts.nodes.get(ref.name) ?? null) : null,
      stateful: graph.entities.get(key)?.stateful ?? false,
      metrics,
      notices: noticesFor(ref, facts.notices.get(ref.namespace) ?? []),
      gaps,
    };
  });
}

const unmapped: TopologyGraph = { entities: new Map(), edges: [], observedAt: null };

/** Asks metrics and cluster about one workload. Never throws: what could not be learned is a gap. */
export async function observeWorkload(sources: EvidenceSources, ref: EntityRef, onset: Date, now: Date, graph: TopologyGraph = unmapped): Promise<EntityObservation> {
  const [observation] = await observeEntities(sources, { refs: [ref], graph, onset, now, deadlineMs: tunables.evidenceDeadlineMs });
  return observation ?? { key: entityKey(ref), ref, observedAt: now, state: null, metrics: {}, gaps: [] };
}

/** Whether users would notice, or it is not there: what a repair must have ended. Restarts and flaps keep showing for minutes after, so they do not count; nor does what was scaled to nothing on purpose. */
export function isDeviating(observation: EntityObservation): boolean {
  if (observation.state?.desired === 0) return false;
  const telling = (name: MetricName) => name === "throughput" || metricRules[name].role === "felt" || metricRules[name].role === "down";
  return Object.entries(observation.metrics).some(([name, metric]) => telling(name as MetricName) && metric.reading?.deviates === true);
}
