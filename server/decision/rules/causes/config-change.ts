import { changeClue, eitherWay, errorsNormal, errorsUp, isOut, latencyUp, livingPods, metricClue, recentRevision, reportedChange, revisionClue, stateClue, type CauseRule } from "../clues";

/** Configuration or resources changed shortly before the trouble, and the images did not. */
export const configChange: CauseRule = (context) => {
  const { observation } = context;
  const recent = recentRevision(context);
  const byRevision = recent !== null && !recent.changed.includes("image") && recent.changed.some((part) => part !== "probe") ? recent : null;
  const change = reportedChange(context, ["config"]);
  if (byRevision === null && change === null) return null;
  const crashing = livingPods(observation).filter((pod) => pod.waiting !== null);
  const latencyOut = isOut(observation, "latencySeconds");
  return {
    goodRevision: byRevision?.previous ?? null,
    clues: [
      byRevision === null ? null : revisionClue(observation, byRevision, 1.2),
      change === null ? null : changeClue(context, change, 1),
      crashing.length === 0 ? null : stateClue(observation, 1.2, { code: "new_pods_waiting", params: { count: crashing.length, reasonName: crashing[0]?.waiting ?? "" } }, crashing.map((pod) => `${pod.name}: ${pod.waiting ?? ""}`).join(", ")),
      eitherWay(observation, "errorRatio", { weight: 1.2, finding: errorsUp }, { weight: latencyOut ? -0.4 : -1.2, finding: errorsNormal }),
      latencyOut ? metricClue(observation, "latencySeconds", isOut(observation, "errorRatio") ? 0.3 : 1, latencyUp) : null,
    ],
  };
};
