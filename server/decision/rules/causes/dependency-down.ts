import { isOut, livingPods, metricClue, podsClue, readingOf, round, stateClue, type CauseRule } from "../clues";

/** A workload that others need, or that alerts itself, is not there: no pod serves, or nothing answers. */
export const dependencyDown: CauseRule = ({ observation }) => {
  const { state } = observation;
  if (observation.ref.kind !== "workload" || state?.stateful === true || observation.stateful === true) return null;
  const pods = livingPods(observation);
  const gone = state !== null && state.ready === 0;
  const silent = isOut(observation, "targetUp") || isOut(observation, "availableReplicas");
  if (!gone && !silent && !(state !== null && state.ready < state.desired)) return null;
  const waiting = pods.filter((pod) => pod.waiting !== null);
  return {
    clues: [
      gone ? stateClue(observation, 1.6, { code: state.desired === 0 ? "scaled_to_zero" : "no_pod_ready", params: { desired: state.desired } }, `${state.ready}/${state.desired} ready`) : podsClue(observation, { ready: -1.2, notReady: 0.5 }),
      isOut(observation, "targetUp") ? metricClue(observation, "targetUp", 0.8, (reading) => ({ code: "target_down", params: { ratio: round(reading.now) } })) : readingOf(observation, "targetUp") === null ? null : metricClue(observation, "targetUp", -0.4, (reading) => ({ code: "target_up", params: { ratio: round(reading.now) } })),
      isOut(observation, "availableReplicas") ? metricClue(observation, "availableReplicas", 0.6, (reading) => ({ code: "replicas_missing", params: { before: round(reading.before), now: round(reading.now) } })) : null,
      waiting.length > 0 ? stateClue(observation, 0.8, { code: "pods_waiting", params: { count: waiting.length, reasonName: waiting[0]?.waiting ?? "" } }, waiting.map((pod) => `${pod.name}: ${pod.waiting ?? ""}`).join(", ")) : null,
    ],
  };
};
