import { createHash } from "node:crypto";
import type { V1Container, V1Deployment, V1Pod, V1PodSpec, V1PodTemplateSpec, V1ReplicaSet } from "@kubernetes/client-node";
import canonicalize from "canonicalize";
import type { Revision, TemplatePart } from "@/server/evidence/port";
import { changeCauseAnnotation, revisionOf } from "@/server/platform/kubernetes";
import { controllerOf } from "./pods";

const parts = ["image", "config", "probe", "resources", "other"] as const satisfies readonly TemplatePart[];

/** Annotations that change with every restart, and labels that the controller sets. */
const restartedAt = "kubectl.kubernetes.io/restartedAt";
const templateHash = "pod-template-hash";

/** The parts of a template by hashes, so that values such as secrets are compared and never kept. */
function printsOf(template: V1PodTemplateSpec | undefined): Readonly<Record<TemplatePart, string>> {
  const spec = template?.spec;
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const of = (value: unknown) => createHash("sha256").update(canonicalize(JSON.parse(JSON.stringify(value ?? null))) ?? "").digest("base64");
  const each = (pick: (container: V1Container) => unknown) => of(containers.map((container) => [container.name, pick(container) ?? null]));
  const { [restartedAt]: _restart, ...annotations } = template?.metadata?.annotations ?? {};
  const { [templateHash]: _hash, ...labels } = template?.metadata?.labels ?? {};
  const others = containers.map(({ image: _image, env: _env, envFrom: _envFrom, volumeMounts: _mounts, args: _args, command: _command, livenessProbe: _live, readinessProbe: _ready, startupProbe: _start, resources: _resources, ...rest }) => rest);
  const { containers: _containers, initContainers: _init, volumes: _volumes, ...rest } = spec ?? { containers: [] };
  const checksums = Object.entries(annotations).filter(([name]) => name.startsWith("checksum/"));
  return {
    image: each((container) => container.image),
    config: of([containers.map(({ name, env, envFrom, volumeMounts, args, command }) => [name, env, envFrom, volumeMounts, args, command]), spec?.volumes, checksums.sort()]),
    probe: each(({ livenessProbe, readinessProbe, startupProbe }) => [livenessProbe, readinessProbe, startupProbe]),
    resources: each((container) => container.resources),
    other: of([others, rest, labels, Object.entries(annotations).filter(([name]) => !name.startsWith("checksum/")).sort()]),
  };
}

/** Images of the containers of a template, in its order. */
export function imagesOf(pod: V1PodSpec | undefined): string[] {
  return (pod?.containers ?? []).map((container) => container.image ?? "");
}

function createdAt(metadata: { creationTimestamp?: Date } | undefined): Date {
  return metadata?.creationTimestamp ?? new Date(0);
}

/** All numbered revisions, newest first, each with what it changed against the one before it. */
export function revisionsOf(replicaSets: readonly V1ReplicaSet[]): Revision[] {
  const numbered = replicaSets.filter((set) => revisionOf(set.metadata?.annotations) > 0).sort((a, b) => revisionOf(b.metadata?.annotations) - revisionOf(a.metadata?.annotations));
  const prints = numbered.map((set) => printsOf(set.spec?.template));
  return numbered.map(({ metadata, spec, status }, index) => {
    const [own, before] = [prints[index], prints[index + 1]];
    return {
      revision: revisionOf(metadata?.annotations),
      createdAt: createdAt(metadata),
      images: imagesOf(spec?.template?.spec),
      changeCause: metadata?.annotations?.[changeCauseAnnotation] ?? null,
      replicas: status?.replicas ?? 0,
      changed: own === undefined || before === undefined ? [] : parts.filter((part) => own[part] !== before[part]),
    };
  });
}

/**
 * When the running template took over. A restart or a new release makes a new ReplicaSet, whose creation is that moment. A rollback
 * re-uses an old ReplicaSet with its old creation time; it shows by the controller's `revision-history` annotation, or by another
 * ReplicaSet that is younger. The take-over then lies
 * - after the creation of the youngest other ReplicaSet, which it replaced, and
 * - before both the oldest pod of the re-used set (it was scaled up again from zero, unless the roll-back came mid-rollout) and the last
 *   update of the `Progressing` condition, which the controller leaves alone from the end of a roll-out to the start of the next;
 * the earliest of the latter, held to the former, is off by one roll-out at most. `Progressing` alone would be later, and pods alone
 * grow younger as they are replaced.
 */
export function templateSince(deployment: V1Deployment, replicaSets: readonly V1ReplicaSet[], pods: readonly V1Pod[]): Date {
  const currentRevision = revisionOf(deployment.metadata?.annotations);
  const current = replicaSets.find((set) => revisionOf(set.metadata?.annotations) === currentRevision);
  if (!current) return createdAt(deployment.metadata);
  const born = createdAt(current.metadata).getTime();
  const others = replicaSets.filter((set) => set !== current).map((set) => createdAt(set.metadata).getTime());
  const replaced = Math.max(born, ...others);
  const isReused = replaced > born || current.metadata?.annotations?.["deployment.kubernetes.io/revision-history"] !== undefined;
  if (!isReused) return new Date(born);
  const progressing = deployment.status?.conditions?.find((condition) => condition.type === "Progressing")?.lastUpdateTime;
  const podTimes = pods.filter((pod) => controllerOf(pod)?.uid === current.metadata?.uid).map((pod) => createdAt(pod.metadata).getTime());
  const upper = [...podTimes, ...(progressing ? [progressing.getTime()] : [])];
  return new Date(upper.length > 0 ? Math.max(replaced, Math.min(...upper)) : replaced);
}
