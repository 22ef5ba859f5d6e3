import type { PodState } from "../../../evidence/port";
import { livingPods, metricClue, podsClue, readingOf, round, type CauseRule } from "../clues";
import type { Clue } from "../hypothesis";
import { metricNames, metricRules, type MetricName } from "../metrics";
import type { EntityObservation } from "../scene";

function normalWeight(name: MetricName): number {
  switch (metricRules[name].role) {
    case "felt":
      return 0.7;
    case "down":
      return 0.4;
    case "inner":
      return 0.2;
    case "load":
      return 0.1;
  }
}

/** Codes that have words are written this way. */
function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** An alert fires, and everything that can be measured of its subject and of what that needs is as usual. */
export const falseAlarm: CauseRule = ({ observation, scene }) => {
  if (!scene.firing.some((alert) => alert.entityKey === observation.key)) return null;
  const needed = new Set(scene.needs(observation.key));
  const around = scene.observations.filter((other) => other.key === observation.key || needed.has(other.key));
  const fell = (pod: PodState) => pod.waiting !== null || (pod.lastTermination?.at !== null && pod.lastTermination !== null && scene.onset.getTime() - pod.lastTermination.at.getTime() <= scene.suspicionMs);
  const unwell = (other: EntityObservation) => other.node?.conditions.some((condition) => (condition.type === "Ready") !== (condition.status === "True")) === true;
  const troubled = around.some((other) => unwell(other) || livingPods(other).some(fell) || metricNames.some((name) => readingOf(other, name)?.deviates === true) || (other.state !== null && other.state.ready < other.state.desired) || (other.notices ?? []).some((notice) => notice.lastAt >= scene.onset));
  if (troubled) return null;
  const normal = metricNames.map((name): Clue | null => (readingOf(observation, name)?.compared === true ? metricClue(observation, name, normalWeight(name), (reading) => ({ code: "metric_normal", params: { metric: snakeCase(name), value: round(reading.now) } })) : null));
  return { clues: [...normal, podsClue(observation, { ready: 0.6, notReady: -1 })] };
};
