import { eitherWay, isOut, latencyUp, livingPods, loadNormal, loadUp, metricClue, readingOf, round, stateClue, type CauseContext, type CauseRule } from "../clues";
import type { Clue } from "../hypothesis";

/** Share of the usual memory that must be gained per hour to be a leak and not growth. */
const leakPerHourRatio = 0.3;

function trend({ observation }: CauseContext): Clue | null {
  const reading = readingOf(observation, "memoryBytes");
  const perHour = reading?.trendPerHour ?? null;
  if (reading === null || perHour === null || perHour < leakPerHourRatio * Math.max(reading.before, 1)) return null;
  return metricClue(observation, "memoryBytes", 1.4, () => ({ code: "memory_keeps_growing", params: { nowBytes: Math.round(reading.now), perHourBytes: Math.round(perHour) } }));
}

/** Memory grows steadily without more work to do, towards the limit or over it. */
export const memoryLeak: CauseRule = (context) => {
  const { observation } = context;
  const growing = trend(context);
  const oom = livingPods(observation).filter((pod) => pod.lastTermination?.reason === "OOMKilled");
  if (growing === null && !(isOut(observation, "memoryBytes") && (oom.length > 0 || isOut(observation, "oomKills")))) return null;
  const limit = readingOf(observation, "memoryLimitRatio");
  return {
    clues: [
      growing,
      isOut(observation, "memoryBytes") ? metricClue(observation, "memoryBytes", 0.7, (reading) => ({ code: "memory_up", params: { beforeBytes: Math.round(reading.before), nowBytes: Math.round(reading.now) } })) : null,
      limit !== null && limit.now >= 0.8 ? metricClue(observation, "memoryLimitRatio", 0.5, (reading) => ({ code: "memory_near_limit", params: { ratio: round(reading.now) } })) : null,
      oom.length > 0 ? stateClue(observation, 0.7, { code: "oom_killed", params: { count: oom.length } }, oom.map((pod) => `${pod.name}: OOMKilled`).join(", ")) : null,
      eitherWay(observation, "requestRate", { weight: -0.8, finding: loadUp }, { weight: 0.4, finding: loadNormal }),
      isOut(observation, "latencySeconds") ? metricClue(observation, "latencySeconds", 0.2, latencyUp) : null,
    ],
  };
};
