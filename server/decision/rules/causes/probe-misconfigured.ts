import { eitherWay, errorsNormal, errorsUp, isOut, livingPods, metricClue, noticeClue, noticesOf, recentRevision, revisionClue, stateClue, type CauseRule } from "../clues";

/** Ends that the kubelet asked for: the process left in peace, or was killed for not leaving. */
const askedToLeave: ReadonlySet<number> = new Set([0, 137, 143]);

/** A probe fails while the process works: pods flap or are restarted, and users notice little. */
export const probeMisconfigured: CauseRule = (context) => {
  const { observation } = context;
  const unhealthy = noticesOf(context, ["Unhealthy", "ProbeWarning"]);
  const flapping = isOut(observation, "readyFlaps");
  const recent = recentRevision(context);
  const byProbe = recent !== null && recent.changed.includes("probe") ? recent : null;
  if (unhealthy.length === 0 && !flapping && byProbe === null) return null;
  const ends = livingPods(observation).flatMap((pod) => (pod.lastTermination !== null && pod.restarts > 0 ? [{ pod: pod.name, ...pod.lastTermination }] : []));
  const oom = ends.filter((end) => end.reason === "OOMKilled");
  const asked = ends.filter((end) => end.reason !== "OOMKilled" && end.exitCode !== null && askedToLeave.has(end.exitCode));
  const excerpt = (list: typeof ends) => list.map((end) => `${end.pod}: ${end.reason} ${end.exitCode ?? ""}`).join(", ");
  return {
    goodRevision: byProbe?.previous ?? null,
    clues: [
      byProbe === null ? null : revisionClue(observation, byProbe, 1.6),
      noticeClue(observation, 1.1, unhealthy, "probe_failed"),
      noticeClue(observation, 0.7, noticesOf(context, ["Killing"]), "killed_by_probe"),
      flapping ? metricClue(observation, "readyFlaps", 0.9, (reading) => ({ code: "ready_flaps", params: { count: Math.round(reading.now) } })) : null,
      eitherWay(observation, "errorRatio", { weight: -0.6, finding: errorsUp }, { weight: 0.5, finding: errorsNormal }),
      oom.length > 0 ? stateClue(observation, -2, { code: "oom_killed", params: { count: oom.length } }, excerpt(oom)) : null,
      asked.length > 0 && oom.length === 0 ? stateClue(observation, 0.6, { code: "left_when_asked", params: { count: asked.length } }, excerpt(asked)) : null,
    ],
  };
};
