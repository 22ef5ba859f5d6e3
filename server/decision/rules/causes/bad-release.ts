import { changeClue, eitherWay, errorsNormal, errorsUp, isOut, latencyUp, livingPods, metricClue, recentRevision, reportedChange, revisionClue, round, stateClue, type CauseContext, type CauseRule } from "../clues";
import type { Clue } from "../hypothesis";

/** Pods of the new revision that do not come up: the surest sign there is, and one that users need not notice while old pods serve. */
function split({ observation }: CauseContext): Clue | null {
  const pods = livingPods(observation);
  const own = pods.filter((pod) => pod.revision === observation.state?.currentRevision);
  const failing = own.filter((pod) => pod.waiting !== null || !pod.ready);
  const [first] = failing.filter((pod) => pod.waiting !== null);
  if (first === undefined || failing.length < own.length) return null;
  return stateClue(observation, 1.8, { code: "new_pods_waiting", params: { count: failing.length, reasonName: first.waiting ?? "" } }, failing.map((pod) => `${pod.name}: ${pod.waiting ?? "not ready"}`).join(", "));
}

/** New images took over shortly before the trouble began: the cluster shows the revision, or at least a source reported the release. */
export const badRelease: CauseRule = (context) => {
  const { observation } = context;
  const found = recentRevision(context);
  const recent = found !== null && found.changed.includes("image") ? found : null;
  const reported = reportedChange(context, ["deploy", "build"]);
  if (recent === null && (reported === null || observation.state !== null)) return null;
  const broken = split(context);
  const latencyOut = isOut(observation, "latencySeconds");
  const good = recent === null ? undefined : observation.state?.revisions.find((revision) => revision.revision < recent.current.revision && revision.images.join() !== recent.current.images.join());
  return {
    goodRevision: good ?? null,
    clues: [
      recent === null ? null : revisionClue(observation, recent, 1.2),
      reported === null ? null : changeClue(context, reported, recent === null ? 1.1 : 0.3),
      broken,
      eitherWay(observation, "errorRatio", { weight: 1.3, finding: errorsUp }, { weight: broken !== null ? -0.2 : latencyOut ? -0.4 : -1.4, finding: errorsNormal }),
      latencyOut ? metricClue(observation, "latencySeconds", isOut(observation, "errorRatio") ? 0.3 : 1.1, latencyUp) : null,
      isOut(observation, "backlog") ? metricClue(observation, "backlog", 0.9, (reading) => ({ code: "backlog_growing", params: { before: round(reading.before), now: round(reading.now) } })) : null,
      isOut(observation, "restarts") ? metricClue(observation, "restarts", 0.7, (reading) => ({ code: "restarts", params: { count: Math.round(reading.now) } })) : null,
    ],
  };
};
