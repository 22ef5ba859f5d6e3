import { isOut, metricClue, podsClue, readingOf, round, stateClue, type CauseRule } from "../clues";

/** A store does not answer. What helps is in a playbook for hands, never a restart by a machine. */
export const databaseDown: CauseRule = ({ observation }) => {
  const { state } = observation;
  const keepsData = state?.stateful === true || observation.stateful === true || observation.ref.kind === "database";
  const down = isOut(observation, "databaseUp");
  const gone = state !== null && state.desired > 0 && state.ready < state.desired;
  if (!keepsData || (!down && !gone && !isOut(observation, "targetUp") && !isOut(observation, "availableReplicas"))) return null;
  return {
    clues: [
      down ? metricClue(observation, "databaseUp", 2, (reading) => ({ code: "database_down", params: { value: round(reading.now) } })) : readingOf(observation, "databaseUp") === null ? null : metricClue(observation, "databaseUp", -1.6, (reading) => ({ code: "database_up", params: { value: round(reading.now) } })),
      podsClue(observation, { ready: -0.4, notReady: 1.4 }),
      isOut(observation, "targetUp") ? metricClue(observation, "targetUp", 0.6, (reading) => ({ code: "target_down", params: { ratio: round(reading.now) } })) : null,
      isOut(observation, "availableReplicas") ? metricClue(observation, "availableReplicas", 0.6, (reading) => ({ code: "replicas_missing", params: { before: round(reading.before), now: round(reading.now) } })) : null,
      stateClue(observation, 0.2, { code: "keeps_data", params: { name: observation.ref.name } }, (state?.images ?? []).join(", ") || "declared to keep data"),
    ],
  };
};
