import { errorsUp, isOut, latencyUp, loadUp, metricClue, podsClue, quietClue, readingOf, round, type CauseRule } from "../clues";

/** Much more comes in from outside than usual, where nobody of ours calls. */
export const external: CauseRule = (context) => {
  const { observation, scene } = context;
  if (!isOut(observation, "requestRate")) return null;
  const called = scene.observations.some((other) => other.key !== observation.key && scene.needs(other.key).includes(observation.key));
  if (called) return null;
  const cpu = readingOf(observation, "cpuLimitRatio");
  return {
    clues: [
      metricClue(observation, "requestRate", 1.3, loadUp),
      isOut(observation, "latencySeconds") ? metricClue(observation, "latencySeconds", 0.5, latencyUp) : null,
      isOut(observation, "errorRatio") ? metricClue(observation, "errorRatio", 0.4, errorsUp) : null,
      // At its limit it is saturated: then there is something to be done here.
      cpu !== null && cpu.now >= 0.85 ? metricClue(observation, "cpuLimitRatio", -0.8, (reading) => ({ code: "cpu_near_limit", params: { ratio: round(reading.now) } })) : null,
      podsClue(observation, { ready: 0.2, notReady: -0.6 }),
      quietClue(context, { quiet: 0.3, changed: -0.8 }),
    ],
  };
};
