import { assertNever } from "@/lib/assert-never";
import type { ActionCall } from "@/lib/contracts/action";
import type { Statement } from "@/lib/contracts/common";
import { isOut, livingPods, readingOf } from "./clues";
import type { Hypothesis } from "./hypothesis";
import type { Scene } from "./scene";

/** What OpenClaw may ask for at most. */
export interface RepairLimits {
  readonly maxReplicas: number;
  readonly silenceMs: number;
}

/** The call of the closed registry that fits a cause, or why there is none. */
export type Repair = { readonly call: ActionCall; readonly why: null } | { readonly call: null; readonly why: Statement };

/** A busy workload is sized for this share of its limit. */
const targetLoadRatio = 0.6;

/** Images that the PostgreSQL playbook is written for. */
const postgresImage = /(?:^|[/_-])(?:postgres|postgresql|postgis|timescaledb|spilo)(?:[:@_-]|\d|$)/;

/** Reasons to wait that new pods would have as well. */
const notCuredByRestart: ReadonlySet<string> = new Set(["ImagePullBackOff", "ErrImagePull", "InvalidImageName", "CreateContainerConfigError", "Unschedulable"]);

const none = (code: string, params: Statement["params"] = {}): Repair => ({ call: null, why: { code, params } });
const call = (wanted: ActionCall): Repair => ({ call: wanted, why: null });

function targetOf({ observation }: Hypothesis) {
  const { cluster, namespace, name } = observation.ref;
  return { cluster, namespace, name };
}

function keepsData({ observation }: Hypothesis): boolean {
  return observation.state?.stateful === true || observation.stateful === true || observation.ref.kind === "database";
}

/** What keeps data is for hands, by the playbook where there is one. */
function byHand(hypothesis: Hypothesis): Repair {
  const isPostgres = hypothesis.observation.state?.images.some((image) => postgresImage.test(image)) === true;
  if (hypothesis.cause === "database_down" && isPostgres && hypothesis.observation.ref.kind === "workload") return call({ tool: "run_playbook", args: { ...targetOf(hypothesis), playbook: "postgresql-recovery" } });
  return none("stateful_by_hand", { name: hypothesis.observation.ref.name });
}

function rollback(hypothesis: Hypothesis, otherwise: string): Repair {
  const { goodRevision } = hypothesis;
  if (goodRevision === null) return none(otherwise, { name: hypothesis.observation.ref.name });
  return call({ tool: "rollback", args: { ...targetOf(hypothesis), toRevision: goodRevision.revision } });
}

function restart(hypothesis: Hypothesis): Repair {
  return call({ tool: "restart", args: targetOf(hypothesis) });
}

function scaleUp(hypothesis: Hypothesis, limits: RepairLimits): Repair {
  const { observation } = hypothesis;
  const { state } = observation;
  const name = observation.ref.name;
  if (state === null || state.kind === "daemonset") return none("cause_without_action");
  if (state.autoscaler !== null) return none("autoscaler_owns_replicas", { name, autoscaler: state.autoscaler.name, max: state.autoscaler.maxReplicas });
  const busy = readingOf(observation, "cpuLimitRatio")?.now ?? 2 * targetLoadRatio;
  const wanted = Math.min(Math.max(state.desired + 1, Math.ceil((state.desired * busy) / targetLoadRatio)), 2 * state.desired, limits.maxReplicas);
  if (wanted <= state.desired) return none("scale_limit_reached", { name, max: limits.maxReplicas });
  return call({ tool: "scale", args: { ...targetOf(hypothesis), fromReplicas: state.desired, toReplicas: wanted } });
}

/** What had fewer replicas before goes back to those; else work that nobody waits for is stopped, and what somebody calls keeps half. */
function scaleDown(hypothesis: Hypothesis, scene: Scene): Repair {
  const { observation } = hypothesis;
  const { state } = observation;
  const name = observation.ref.name;
  if (state === null || state.kind === "daemonset" || state.desired === 0) return none("cause_without_action");
  if (state.autoscaler !== null) return none("autoscaler_owns_replicas", { name, autoscaler: state.autoscaler.name, max: state.autoscaler.maxReplicas });
  const called = scene.observations.some((other) => other.key !== observation.key && scene.needs(other.key).includes(observation.key)) || readingOf(observation, "requestRate") !== null;
  const replicas = readingOf(observation, "availableReplicas");
  const usual = replicas !== null && replicas.compared ? Math.round(replicas.before) : state.desired;
  const wanted = usual < state.desired ? usual : called ? Math.max(1, Math.floor(state.desired / 2)) : 0;
  if (wanted >= state.desired) return none("neighbour_is_needed", { name });
  return call({ tool: "scale", args: { ...targetOf(hypothesis), fromReplicas: state.desired, toReplicas: wanted } });
}

/** Silence is for an alert about a workload that works: it never hides one that users feel. */
function silence(hypothesis: Hypothesis, scene: Scene, limits: RepairLimits): Repair {
  const { observation } = hypothesis;
  const errors = readingOf(observation, "errorRatio");
  const alert = scene.firing.find((firing) => firing.entityKey === observation.key);
  const felt = isOut(observation, "errorRatio") || isOut(observation, "latencySeconds") || isOut(observation, "backlog");
  const serves = observation.state !== null && observation.state.ready > 0;
  if (alert === undefined || errors === null || felt || !serves) return none("probe_needs_hands", { name: observation.ref.name });
  return call({ tool: "silence", args: { ...targetOf(hypothesis), alertname: alert.name.slice(0, 200), durationSeconds: Math.round(limits.silenceMs / 1000) } });
}

/** The repair that fits an explanation. Bounded by `limits`, and never one that a machine may not propose for what keeps data. */
export function repairOf(hypothesis: Hypothesis, scene: Scene, limits: RepairLimits): Repair {
  const { cause, observation } = hypothesis;
  const { name } = observation.ref;
  if (observation.ref.kind !== "node" && keepsData(hypothesis)) return byHand(hypothesis);
  switch (cause) {
    case "bad_release":
      return rollback(hypothesis, "no_revision_to_go_back_to");
    case "config_change":
      return rollback(hypothesis, "config_needs_hands");
    case "resource_limit":
      return rollback(hypothesis, "limits_need_a_change");
    case "probe_misconfigured":
      return hypothesis.goodRevision === null ? silence(hypothesis, scene, limits) : rollback(hypothesis, "no_revision_to_go_back_to");
    case "stuck_process":
    case "memory_leak":
      return restart(hypothesis);
    case "saturation":
      return scaleUp(hypothesis, limits);
    case "noisy_neighbour":
      return scaleDown(hypothesis, scene);
    case "dependency_down": {
      const pods = livingPods(observation);
      const hopeless = pods.some((pod) => pod.waiting !== null && notCuredByRestart.has(pod.waiting));
      return observation.state === null || observation.state.desired === 0 || hopeless ? none("dependency_needs_hands", { name }) : restart(hypothesis);
    }
    case "database_down":
    case "database_overloaded":
      return byHand(hypothesis);
    case "disk_full":
      return none("disk_needs_hands", { name });
    case "node_failure":
      return none("node_needs_hands", { name });
    case "external":
      return none("outside_our_reach", { name });
    case "false_alarm":
      return none("false_alarm");
    default:
      return assertNever(cause);
  }
}
