import { blurMs, isOut, metricClue, round, stateClue, type CauseRule } from "../clues";

/** A node is gone or under pressure, and what ran on it suffers with it. */
export const nodeFailure: CauseRule = ({ observation, scene }) => {
  if (observation.ref.kind !== "node") return null;
  const conditions = observation.node?.conditions ?? [];
  const unready = conditions.find((condition) => condition.type === "Ready" && condition.status !== "True");
  const pressure = conditions.find((condition) => condition.type !== "Ready" && condition.type !== "DiskPressure" && condition.status === "True");
  const down = isOut(observation, "nodeReady");
  if (unready === undefined && pressure === undefined && !down && !isOut(observation, "nodePressure")) return null;
  const hit = new Set(scene.firing.flatMap((alert) => (alert.entityKey !== null && (alert.entityKey === observation.key || scene.needs(alert.entityKey).includes(observation.key)) ? [alert.entityKey] : [])));
  const since = unready?.since ?? pressure?.since;
  return {
    clues: [
      unready === undefined ? null : stateClue(observation, unready.since.getTime() > scene.onset.getTime() + 4 * blurMs ? 0.8 : 1.9, { code: "node_not_ready", params: { node: observation.ref.name } }, `Ready=${unready.status} since ${unready.since.toISOString()}: ${unready.reason}`),
      pressure === undefined ? null : stateClue(observation, 1.1, { code: "node_pressure", params: { condition: pressure.type } }, `${pressure.type}=True since ${since?.toISOString() ?? "?"}: ${pressure.reason}`),
      down ? metricClue(observation, "nodeReady", unready === undefined ? 1.8 : 0.4, (reading) => ({ code: "node_ready_lost", params: { value: round(reading.now) } })) : null,
      isOut(observation, "nodePressure") ? metricClue(observation, "nodePressure", 0.4, (reading) => ({ code: "node_pressure_metric", params: { value: round(reading.now) } })) : null,
      hit.size > 0 ? { weight: Math.min(1, 0.3 * hit.size), system: "topology", query: `runs_on ${observation.ref.name}`, excerpt: `${hit.size} alerting`, url: null, finding: { code: "alerts_on_node", params: { count: hit.size, node: observation.ref.name } }, entity: observation.ref } : null,
    ],
  };
};
