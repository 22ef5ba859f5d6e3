import type { Severity } from "@/lib/contracts/common";
import type { ChangeKind } from "@/lib/contracts/signal";
import type { ReadEvent } from "./read-event";

/**
 * Reasons that stand for a condition that lasts, so that it makes sense to say that it fires; every other event is an observation.
 * Critical is what takes more than one pod with it.
 */
const lasting: ReadonlyMap<string, Severity> = new Map([
  // A container or pod that does not come up or does not stay up.
  ["BackOff", "warning"],
  ["CrashLoopBackOff", "warning"],
  ["ImagePullBackOff", "warning"],
  ["ErrImagePull", "warning"],
  ["ErrImageNeverPull", "warning"],
  ["InvalidImageName", "warning"],
  ["Failed", "warning"],
  ["FailedCreatePodSandBox", "warning"],
  ["FailedPostStartHook", "warning"],
  ["Unhealthy", "warning"],
  ["OOMKilled", "warning"],
  ["Evicted", "warning"],
  // A pod that finds no place or no volume.
  ["FailedScheduling", "warning"],
  ["FailedMount", "warning"],
  ["FailedAttachVolume", "warning"],
  ["FailedBinding", "warning"],
  ["ProvisioningFailed", "warning"],
  ["VolumeResizeFailed", "warning"],
  // A controller that cannot do its work.
  ["FailedCreate", "warning"],
  ["ReplicaSetCreateError", "warning"],
  ["BackoffLimitExceeded", "warning"],
  ["DeadlineExceeded", "warning"],
  ["FailedGetResourceMetric", "warning"],
  ["FailedComputeMetricsReplicas", "warning"],
  // A node.
  ["OOMKilling", "critical"],
  ["SystemOOM", "critical"],
  ["NodeNotReady", "critical"],
  ["NodeHasInsufficientMemory", "critical"],
  ["NodeHasDiskPressure", "critical"],
  ["NodeHasInsufficientPID", "critical"],
  ["EvictionThresholdMet", "critical"],
  ["FreeDiskSpaceFailed", "critical"],
  ["KernelDeadlock", "critical"],
  ["ReadonlyFilesystem", "critical"],
]);

/** Reported as Normal although they are no good news: the node controller says them so. */
const badThoughNormal: ReadonlySet<string> = new Set(["NodeNotReady", "NodeHasInsufficientMemory", "NodeHasDiskPressure", "NodeHasInsufficientPID"]);

/** What says that a condition of the same object is over. Rare ones only: an end of every start of every pod would be a flood of ends. */
const endings: ReadonlyMap<string, string> = new Map([
  ["NodeReady", "NodeNotReady"],
  ["NodeHasSufficientMemory", "NodeHasInsufficientMemory"],
  ["NodeHasNoDiskPressure", "NodeHasDiskPressure"],
  ["NodeHasSufficientPID", "NodeHasInsufficientPID"],
  ["ProvisioningSucceeded", "ProvisioningFailed"],
]);

/** What an event is: the condition that fires or ends, or an observation, perhaps of a change. */
export type Meaning =
  | { readonly state: "firing" | "resolved"; readonly condition: string; readonly severity: Severity }
  | { readonly state: "info"; readonly change: ChangeKind | null; readonly severity: Severity };

/** Judges an event by reason and type, never by its text, but for the direction of a scaling. Null when it says nothing: an observation that was removed. */
export function meaningOf(event: ReadEvent): Meaning | null {
  const isBad = event.type !== "Normal" || badThoughNormal.has(event.reason);
  const severity = lasting.get(event.reason);
  if (severity !== undefined && isBad) return { state: event.deleted ? "resolved" : "firing", condition: event.reason, severity };
  if (event.deleted) return null;
  const ended = endings.get(event.reason);
  if (ended !== undefined) return { state: "resolved", condition: ended, severity: lasting.get(ended) ?? "warning" };
  return { state: "info", change: changeOf(event), severity: event.type === "Normal" ? "info" : "warning" };
}

/** Reasons of controllers that bring a new version. */
const deploys: ReadonlySet<string> = new Set(["DeploymentRollback", "DeploymentRollbackRevision", "UpgradeSucceeded", "InstallSucceeded", "OperationCompleted"]);

/**
 * A ReplicaSet that grows from nothing is a new version. The other steps of a rollout look like scaling, and so they are called; who
 * looks for a cause finds the deployment beside them.
 */
function changeOf(event: ReadEvent): ChangeKind | null {
  if (event.reason === "ScalingReplicaSet") return /^Scaled up replica set \S{1,253}(?: to \d{1,9})? from 0\b/.test(event.message) ? "deploy" : "scale";
  if (event.reason === "SuccessfulRescale") return "scale";
  return deploys.has(event.reason) ? "deploy" : null;
}
