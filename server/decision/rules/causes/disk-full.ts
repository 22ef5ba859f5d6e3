import { isOut, metricClue, noticeClue, noticesOf, readingOf, round, stateClue, type CauseRule } from "../clues";

/** Free share below which writes fail or pods are evicted. */
const fullRatio = 0.05;
const fullReasons = ["FreeDiskSpaceFailed", "EvictionThresholdMet", "ImageGCFailed", "StorageFull"];

/** A volume or a node's disk has no room left. */
export const diskFull: CauseRule = (context) => {
  const { observation } = context;
  const free = readingOf(observation, "diskFreeRatio");
  const full = free !== null && free.now <= fullRatio;
  const notices = noticesOf(context, fullReasons);
  const pressure = observation.node?.conditions.find((condition) => condition.type === "DiskPressure" && condition.status === "True");
  if (!full && notices.length === 0 && pressure === undefined && !isOut(observation, "diskFreeRatio")) return null;
  return {
    clues: [
      free === null ? null : metricClue(observation, "diskFreeRatio", full ? 2.2 : isOut(observation, "diskFreeRatio") ? 0.6 : -1.6, (reading) => ({ code: full ? "disk_full" : "disk_has_room", params: { ratio: round(reading.now) } })),
      noticeClue(observation, 2.2, notices, "disk_notice"),
      pressure === undefined ? null : stateClue(observation, 1.6, { code: "node_pressure", params: { condition: "DiskPressure" } }, `DiskPressure since ${pressure.since.toISOString()}: ${pressure.reason}`),
    ],
  };
};
