import type { Revision } from "../../../evidence/port";
import { blurMs, changeClue, eitherWay, errorsNormal, errorsUp, isOut, latencyUp, livingPods, metricClue, recentRevision, reportedChange, revisionClue, round, stateClue, type CauseContext, type CauseRule } from "../clues";
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

/** The newest older revision with other images than the running one. */
function otherImages({ observation: { state } }: CauseContext): Revision | null {
  const current = state?.revisions.find((revision) => revision.revision === state.currentRevision);
  if (state === null || current === undefined) return null;
  return state.revisions.find((revision) => revision.revision < current.revision && revision.images.join() !== current.images.join()) ?? null;
}

/** A restart was tried, all processes are newer than it, and they do what the old ones did: so it is in what they start from, however old that is. */
function unchangedByRestart(context: CauseContext): Clue | null {
  const { observation, scene } = context;
  const { state } = observation;
  const older = otherImages(context);
  const restart = scene.attempts.find((attempt) => attempt.tool === "restart" && attempt.targetKey === observation.key && !attempt.unknown);
  if (state === null || older === null || restart === undefined) return null;
  if (state.updated < state.desired || state.templateSince.getTime() + blurMs < restart.at.getTime()) return null;
  const images = { fromImage: older.images.join(", "), toImage: state.images.join(", ") };
  return stateClue(observation, 0.6, { code: "restart_changed_nothing", params: { count: state.updated, ...images } }, `${state.updated} pods since ${state.templateSince.toISOString()}: ${images.toImage}; before: ${images.fromImage}`);
}

/**
 * New images took over shortly before the trouble began: the cluster shows the revision, or at least a source reported the release. Or
 * they have run for long, and a restart has shown that new processes of them are no better.
 */
export const badRelease: CauseRule = (context) => {
  const { observation } = context;
  const found = recentRevision(context);
  const recent = found !== null && found.changed.includes("image") ? found : null;
  const reported = reportedChange(context, ["deploy", "build"]);
  const unchanged = recent === null ? unchangedByRestart(context) : null;
  if (recent === null && unchanged === null && (reported === null || observation.state !== null)) return null;
  const broken = split(context);
  const latencyOut = isOut(observation, "latencySeconds");
  return {
    goodRevision: recent === null && unchanged === null ? null : otherImages(context),
    clues: [
      recent === null ? null : revisionClue(observation, recent, 1.2),
      unchanged,
      reported === null ? null : changeClue(context, reported, recent === null ? 1.1 : 0.3),
      broken,
      eitherWay(observation, "errorRatio", { weight: 1.3, finding: errorsUp }, { weight: broken !== null ? -0.2 : latencyOut ? -0.4 : -1.4, finding: errorsNormal }),
      latencyOut ? metricClue(observation, "latencySeconds", isOut(observation, "errorRatio") ? 0.3 : 1.1, latencyUp) : null,
      isOut(observation, "backlog") ? metricClue(observation, "backlog", 0.9, (reading) => ({ code: "backlog_growing", params: { before: round(reading.before), now: round(reading.now) } })) : null,
      isOut(observation, "restarts") ? metricClue(observation, "restarts", 0.7, (reading) => ({ code: "restarts", params: { count: Math.round(reading.now) } })) : null,
    ],
  };
};
