import { isOut, latencyUp, metricClue, noticeClue, noticesOf, readingOf, round, type CauseRule } from "../clues";

/** What managed databases and operators say in their event feeds. */
const limitReasons = ["ConnectionsNearLimit", "ReplicationLag"];

/** A store answers, but is at a limit: connections, CPU, or a replica that cannot follow. */
export const databaseOverloaded: CauseRule = (context) => {
  const { observation } = context;
  const notices = noticesOf(context, limitReasons);
  const keepsData = observation.state?.stateful === true || observation.stateful === true || observation.ref.kind === "database";
  const connections = isOut(observation, "connectionsRatio");
  const lag = isOut(observation, "replicationLagSeconds");
  const cpu = isOut(observation, "cpuLimitRatio");
  if (!keepsData || (!connections && !lag && !cpu && notices.length === 0)) return null;
  return {
    clues: [
      connections ? metricClue(observation, "connectionsRatio", 1.8, (reading) => ({ code: "connections_near_limit", params: { ratio: round(reading.now) } })) : null,
      lag ? metricClue(observation, "replicationLagSeconds", 1.8, (reading) => ({ code: "replication_lag", params: { beforeSeconds: round(reading.before), nowSeconds: round(reading.now) } })) : null,
      cpu ? metricClue(observation, "cpuLimitRatio", 1.8, (reading) => ({ code: "cpu_near_limit", params: { ratio: round(reading.now) } })) : null,
      noticeClue(observation, connections || lag ? 0.5 : 2, notices, "limit_notice"),
      isOut(observation, "latencySeconds") ? metricClue(observation, "latencySeconds", 0.4, latencyUp) : null,
      isOut(observation, "databaseUp") ? metricClue(observation, "databaseUp", -1.5, (reading) => ({ code: "database_down", params: { value: round(reading.now) } })) : readingOf(observation, "databaseUp") === null ? null : metricClue(observation, "databaseUp", 0.3, (reading) => ({ code: "database_up", params: { value: round(reading.now) } })),
    ],
  };
};
