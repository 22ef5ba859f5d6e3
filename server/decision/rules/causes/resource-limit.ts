import { eitherWay, isOut, livingPods, loadNormal, loadUp, metricClue, readingOf, recentRevision, revisionClue, round, stateClue, type CauseRule } from "../clues";

/** The workload runs into its own limits: it is killed for memory or held back for CPU, and nothing leaks. */
export const resourceLimit: CauseRule = (context) => {
  const { observation } = context;
  const oom = livingPods(observation).filter((pod) => pod.lastTermination?.reason === "OOMKilled");
  const throttled = isOut(observation, "throttledRatio");
  if (oom.length === 0 && !isOut(observation, "oomKills") && !throttled) return null;
  const memory = readingOf(observation, "memoryBytes");
  const recent = recentRevision(context);
  const byResources = recent !== null && recent.changed.includes("resources") ? recent : null;
  return {
    goodRevision: byResources?.previous ?? null,
    clues: [
      byResources === null ? null : revisionClue(observation, byResources, 1.3),
      oom.length > 0 ? stateClue(observation, 1.5, { code: "oom_killed", params: { count: oom.length } }, oom.map((pod) => `${pod.name}: OOMKilled`).join(", ")) : isOut(observation, "oomKills") ? metricClue(observation, "oomKills", 1.5, (reading) => ({ code: "oom_killed", params: { count: Math.round(reading.now) } })) : null,
      throttled ? metricClue(observation, "throttledRatio", 1.1, (reading) => ({ code: "cpu_throttled", params: { ratio: round(reading.now) } })) : null,
      isOut(observation, "cpuLimitRatio") ? metricClue(observation, "cpuLimitRatio", 0.5, (reading) => ({ code: "cpu_near_limit", params: { ratio: round(reading.now) } })) : null,
      isOut(observation, "restarts") ? metricClue(observation, "restarts", 0.3, (reading) => ({ code: "restarts", params: { count: Math.round(reading.now) } })) : null,
      memory?.trendPerHour != null && memory.trendPerHour > 0.3 * memory.before ? metricClue(observation, "memoryBytes", -0.9, (reading) => ({ code: "memory_keeps_growing", params: { nowBytes: Math.round(reading.now), perHourBytes: Math.round(reading.trendPerHour ?? 0) } })) : null,
      eitherWay(observation, "requestRate", { weight: -0.6, finding: loadUp }, { weight: 0.2, finding: loadNormal }),
    ],
  };
};
