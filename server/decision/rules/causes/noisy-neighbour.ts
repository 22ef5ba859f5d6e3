import type { EntityObservation } from "../scene";
import { blurMs, isOut, latencyUp, loadNormal, metricClue, readingOf, recentRevision, revisionClue, round, type CauseContext, type CauseRule } from "../clues";
import type { Clue } from "../hypothesis";

/** Workloads on the same nodes that alert and suffer although nobody asks more of them. */
function victimsOf({ observation, scene }: CauseContext): EntityObservation[] {
  const near = new Set(scene.neighbours(observation.key));
  const alerting = new Set(scene.firing.flatMap((alert) => alert.entityKey ?? []));
  return scene.observations.filter((other) => other.key !== observation.key && near.has(other.key) && alerting.has(other.key) && (isOut(other, "latencySeconds") || isOut(other, "errorRatio") || isOut(other, "throttledRatio")));
}

function cpuClue({ observation }: CauseContext, victim: EntityObservation): Clue | null {
  const own = readingOf(observation, "cpuCores");
  const theirs = readingOf(victim, "latencySeconds") ?? readingOf(victim, "errorRatio");
  const late = own?.since != null && theirs?.since != null && own.since.getTime() - theirs.since.getTime() > 2 * blurMs;
  return metricClue(observation, "cpuCores", late ? -1.2 : 1.4, (reading) => ({ code: "neighbour_cpu_up", params: { before: round(reading.before), now: round(reading.now) } }));
}

/** One workload takes the node's CPU from others that share the node and do not call it. */
export const noisyNeighbour: CauseRule = (context) => {
  const { observation, scene } = context;
  if (observation.ref.kind !== "workload" || !isOut(observation, "cpuCores")) return null;
  const victims = victimsOf(context).filter((victim) => !scene.needs(victim.key).includes(observation.key) && !scene.needs(observation.key).includes(victim.key));
  const [victim] = victims;
  if (victim === undefined) return null;
  const hosts = scene.observations.filter((other) => other.ref.kind === "node" && scene.needs(observation.key).includes(other.key) && scene.needs(victim.key).includes(other.key));
  const node = hosts.find((host) => isOut(host, "nodeCpuRatio"));
  const released = recentRevision({ ...context, observation: victim });
  const ownLoad = readingOf(observation, "requestRate");
  return {
    clues: [
      cpuClue(context, victim),
      node === undefined ? null : metricClue(node, "nodeCpuRatio", 1.1, (reading) => ({ code: "node_cpu_high", params: { node: node.ref.name, ratio: round(reading.now) } })),
      isOut(victim, "latencySeconds") ? metricClue(victim, "latencySeconds", 0.6, latencyUp) : null,
      isOut(victim, "throttledRatio") ? metricClue(victim, "throttledRatio", -0.3, (reading) => ({ code: "cpu_throttled", params: { ratio: round(reading.now) } })) : null,
      readingOf(victim, "requestRate")?.deviates === false ? metricClue(victim, "requestRate", 0.5, loadNormal) : null,
      released !== null && !released.late ? revisionClue(victim, released, -1) : null,
      // Somebody who serves more requests is busy, not noisy.
      ownLoad?.deviates === true ? metricClue(observation, "requestRate", -0.8, (reading) => ({ code: "request_rate_up", params: { before: round(reading.before), now: round(reading.now) } })) : null,
      victims.length >= 2 ? metricClue(victims[1] ?? victim, "latencySeconds", 0.4, latencyUp) : null,
    ],
  };
};
