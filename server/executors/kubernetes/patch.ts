import type { TargetFingerprint } from "@/lib/contracts/action";
import { changeCauseAnnotation } from "@/server/platform/kubernetes";
import type { LiveWorkload, LiveReplicaSet, PodTemplate } from "./objects";

/** One step of an RFC 6902 patch. */
export type PatchOperation = { op: "test" | "add" | "replace"; path: string; value: unknown } | { op: "remove"; path: string };

/** Where a workload carries the id of the last action that AWOOOI ran on it. */
export const lastActionAnnotation = "awoooi.dev/last-action";

const restartedAtAnnotation = "kubectl.kubernetes.io/restartedAt";
const templateHashLabel = "pod-template-hash";

/**
 * The tests that make the patch one request with the look at the target before it: the server applies all of a patch or nothing. A
 * generation grows with every change of the spec and with nothing else, so counting pods and passing annotations do not stop a patch.
 */
export function guard({ uid, generation }: Pick<TargetFingerprint, "uid" | "generation">): PatchOperation[] {
  return [
    { op: "test", path: "/metadata/uid", value: uid },
    { op: "test", path: "/metadata/generation", value: generation },
  ];
}

/** What `kubectl rollout restart` does: a new time on the template makes a new ReplicaSet of the same content. */
export function restartOperations({ spec }: LiveWorkload, at: Date): PatchOperation[] {
  const value = at.toISOString();
  if (!spec.template.metadata) return [{ op: "add", path: "/spec/template/metadata", value: { annotations: { [restartedAtAnnotation]: value } } }];
  return [setAnnotation("/spec/template/metadata", spec.template.metadata.annotations, restartedAtAnnotation, value)];
}

/** What `kubectl scale --current-replicas` does: the number is replaced only as long as it is the one that was read. */
export function replicasOperations({ spec }: LiveWorkload, replicas: number): PatchOperation[] {
  if (spec.replicas === undefined) return [{ op: "add", path: "/spec/replicas", value: replicas }];
  return [
    { op: "test", path: "/spec/replicas", value: spec.replicas },
    { op: "replace", path: "/spec/replicas", value: replicas },
  ];
}

/**
 * What `kubectl rollout undo --to-revision` does to the template, and the change cause of that revision. kubectl would also put back every
 * other annotation of the Deployment; those stay, since they belong to other tools and may be younger than the revision.
 */
export function rollbackOperations({ metadata }: LiveWorkload, set: LiveReplicaSet): PatchOperation[] {
  const operations: PatchOperation[] = [{ op: "replace", path: "/spec/template", value: revisionTemplate(set) }];
  const cause = set.metadata.annotations?.[changeCauseAnnotation];
  if (cause !== undefined) operations.push(setAnnotation("/metadata", metadata.annotations, changeCauseAnnotation, cause));
  else if (metadata.annotations?.[changeCauseAnnotation] !== undefined) operations.push({ op: "remove", path: annotationPath("/metadata", changeCauseAnnotation) });
  return operations;
}

/** The template of a ReplicaSet as its Deployment had it, without the label the controller adds. */
export function revisionTemplate({ spec }: LiveReplicaSet): PodTemplate {
  const { metadata, ...rest } = spec.template;
  if (!metadata) return rest;
  const labels = Object.fromEntries(Object.entries(metadata.labels ?? {}).filter(([name]) => name !== templateHashLabel));
  return { metadata: { ...metadata, labels }, ...rest };
}

/** The mark of an action that was taken back. */
export function revertedMark(actionId: string): string {
  return `${actionId}.reverted`;
}

/** Leaves the action's id on the workload; `operations` are those that run before, which may have made the annotations. */
export function markOperation({ metadata }: LiveWorkload, operations: readonly PatchOperation[], actionId: string): PatchOperation {
  const made = operations.some(({ op, path }) => op === "add" && path === "/metadata/annotations");
  return setAnnotation("/metadata", made ? {} : metadata.annotations, lastActionAnnotation, actionId);
}

function setAnnotation(parent: string, existing: Readonly<Record<string, string>> | undefined, name: string, value: string): PatchOperation {
  return existing ? { op: "add", path: annotationPath(parent, name), value } : { op: "add", path: `${parent}/annotations`, value: { [name]: value } };
}

function annotationPath(parent: string, name: string): string {
  return `${parent}/annotations/${escapePointer(name)}`;
}

/** One key as a part of a JSON Pointer. */
export function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
