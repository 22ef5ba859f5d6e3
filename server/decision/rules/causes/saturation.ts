import { eitherWay, isOut, latencyUp, loadNormal, loadUp, metricClue, outlastsRates, podsClue, quietClue, readingOf, round, type CauseRule } from "../clues";

/** Share of the limit at which a workload has nothing left to give. */
const nearLimitRatio = 0.85;
/** Who works at this share of the usual speed works; a slower one has another trouble. */
const fullSpeedRatio = 0.9;

/** More work than its replicas can do: busy to the limit, or its queue grows although it works as fast as ever. */
export const saturation: CauseRule = (context) => {
  const { observation } = context;
  const cpu = readingOf(observation, "cpuLimitRatio");
  const busy = cpu !== null && cpu.now >= nearLimitRatio;
  const throughput = readingOf(observation, "throughput");
  const behind = isOut(observation, "backlog") && outlastsRates(context, readingOf(observation, "backlog")) && throughput !== null && throughput.now >= fullSpeedRatio * throughput.before;
  const loaded = isOut(observation, "requestRate");
  // Fewer pods than there were, and all that are wanted: somebody took them away.
  const shrunk = isOut(observation, "availableReplicas") && observation.state !== null && observation.state.ready >= observation.state.desired;
  if (!behind && !(shrunk && isOut(observation, "latencySeconds")) && !(loaded && (busy || isOut(observation, "latencySeconds"))) && !(busy && isOut(observation, "latencySeconds"))) return null;
  return {
    clues: [
      busy ? metricClue(observation, "cpuLimitRatio", 1.2, (reading) => ({ code: "cpu_near_limit", params: { ratio: round(reading.now) } })) : cpu === null ? null : metricClue(observation, "cpuLimitRatio", -0.8, (reading) => ({ code: "cpu_has_room", params: { ratio: round(reading.now) } })),
      eitherWay(observation, "requestRate", { weight: 1, finding: loadUp }, { weight: -0.5, finding: loadNormal }),
      shrunk ? metricClue(observation, "availableReplicas", 0.9, (reading) => ({ code: "replicas_missing", params: { before: round(reading.before), now: round(reading.now) } })) : null,
      behind ? metricClue(observation, "backlog", 1.2, (reading) => ({ code: "backlog_growing", params: { before: round(reading.before), now: round(reading.now) } })) : null,
      behind ? metricClue(observation, "throughput", 0.7, (reading) => ({ code: "throughput_normal", params: { now: round(reading.now) } })) : null,
      isOut(observation, "latencySeconds") ? metricClue(observation, "latencySeconds", 0.6, latencyUp) : null,
      podsClue(observation, { ready: 0.2, notReady: -0.4 }),
      quietClue(context, { quiet: 0.2, changed: -0.8 }),
    ],
  };
};
