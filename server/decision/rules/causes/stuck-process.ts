import { eitherWay, isOut, metricClue, outlastsRates, podsClue, quietClue, readingOf, round, type CauseContext, type CauseRule } from "../clues";
import type { Clue } from "../hypothesis";

/** A rate window still holds the time before: half gone is going, nine tenths there is there. */
const goingRatio = 0.6;
const thereRatio = 0.9;

function throughputClue(context: CauseContext): Clue | null {
  const { observation } = context;
  const throughput = readingOf(observation, "throughput");
  if (throughput === null) return null;
  if (throughput.deviates) return metricClue(observation, "throughput", 1.4, (reading) => ({ code: "throughput_stopped", params: { before: round(reading.before) } }));
  const left = throughput.before > 0 ? throughput.now / throughput.before : 1;
  if (left >= thereRatio && outlastsRates(context, readingOf(observation, "backlog"))) return metricClue(observation, "throughput", -1.4, (reading) => ({ code: "throughput_normal", params: { now: round(reading.now) } }));
  return metricClue(observation, "throughput", left <= goingRatio ? 0.5 : -0.9, (reading) => ({ code: left <= goingRatio ? "throughput_falling" : "throughput_still_there", params: { before: round(reading.before), now: round(reading.now) } }));
}

/** A process that looks ready and does nothing: its queue grows and nothing leaves it. */
export const stuckProcess: CauseRule = (context) => {
  const { observation } = context;
  const backlog = readingOf(observation, "backlog");
  const throughput = readingOf(observation, "throughput");
  if (!isOut(observation, "backlog") && !isOut(observation, "throughput")) return null;
  if (backlog === null && throughput === null) return null;
  return {
    clues: [
      throughputClue(context),
      eitherWay(observation, "backlog", { weight: 1, finding: (reading) => ({ code: "backlog_growing", params: { before: round(reading.before), now: round(reading.now) } }) }, { weight: -0.8, finding: (reading) => ({ code: "backlog_normal", params: { now: round(reading.now) } }) }),
      podsClue(observation, { ready: 0.4, notReady: -0.6 }),
      quietClue(context, { quiet: 0.3, changed: -0.3 }),
    ],
  };
};
