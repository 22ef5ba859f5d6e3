import { isDeepStrictEqual } from "node:util";
import type { Deployment, ReplicaSet } from "./objects";
import { isOwnedBy } from "./pod-state";
import { sameTemplate, templateHash, templateHashLabel, withHash } from "./template";
import type { World } from "./world";

/** Annotation that numbers the revisions of a Deployment. */
export const revisionAnnotation = "deployment.kubernetes.io/revision";
/** Annotation that says why a revision was made. */
export const changeCauseAnnotation = "kubernetes.io/change-cause";

const historyAnnotation = "deployment.kubernetes.io/revision-history";
const notCopied = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  revisionAnnotation,
  historyAnnotation,
  "deployment.kubernetes.io/desired-replicas",
  "deployment.kubernetes.io/max-replicas",
  "deprecated.deployment.rollback.to",
]);

/** The ReplicaSets a Deployment controls, by rising revision. */
export function replicaSetsOf(world: World, deployment: Deployment): ReplicaSet[] {
  const owned = world.store.list("replicasets", deployment.metadata.namespace).filter((set) => isOwnedBy(set, deployment));
  return owned.sort((a, b) => revisionOf(a) - revisionOf(b));
}

/** The revision number of a ReplicaSet or Deployment; 0 before it has one. */
export function revisionOf(object: ReplicaSet | Deployment): number {
  return Number(object.metadata.annotations?.[revisionAnnotation] ?? 0);
}

/** The ReplicaSet that runs this very template, if there is one. */
export function findCurrentSet(world: World, deployment: Deployment): ReplicaSet | undefined {
  return replicaSetsOf(world, deployment).find((set) => sameTemplate(set.spec.template, deployment.spec.template));
}

/**
 * The ReplicaSet of the Deployment's template: an older one of an equal template is used again under a new revision
 * number, else a new one is made; the Deployment then carries that revision.
 */
export function ensureCurrentSet(world: World, deployment: Deployment): ReplicaSet {
  const sets = replicaSetsOf(world, deployment);
  const found = findCurrentSet(world, deployment);
  const latest = Math.max(0, ...sets.filter((set) => set !== found).map(revisionOf));
  const revision = found && revisionOf(found) > latest ? revisionOf(found) : latest + 1;
  const current = found ? adopt(world, deployment, found, revision) : createSet(world, deployment, revision);
  if (revisionOf(deployment) === revision) return current;
  world.store.edit("deployments", deployment, (draft) => {
    draft.metadata.annotations = { ...draft.metadata.annotations, [revisionAnnotation]: String(revision) };
  });
  return current;
}

/** Drops the oldest idle ReplicaSets beyond the history limit. */
export function trimHistory(world: World, deployment: Deployment, current: ReplicaSet): void {
  const idle = replicaSetsOf(world, deployment).filter((set) => set.metadata.uid !== current.metadata.uid && set.spec.replicas === 0 && set.status.replicas === 0);
  const limit = deployment.spec.revisionHistoryLimit ?? 10;
  for (const set of idle.slice(0, Math.max(0, idle.length - limit))) world.store.remove("replicasets", set);
}

function adopt(world: World, deployment: Deployment, set: ReplicaSet, revision: number): ReplicaSet {
  const copied = copiedAnnotations(deployment);
  const known = set.metadata.annotations ?? {};
  const history = known[historyAnnotation];
  const next: Record<string, string> = { ...known, ...copied, [revisionAnnotation]: String(revision) };
  if (revision !== revisionOf(set)) next[historyAnnotation] = history ? `${history},${revisionOf(set)}` : String(revisionOf(set));
  if (isDeepStrictEqual(known, next)) return set;
  return world.store.edit("replicasets", set, (draft) => {
    draft.metadata.annotations = next;
  });
}

function createSet(world: World, deployment: Deployment, revision: number): ReplicaSet {
  const hash = templateHash(deployment.spec.template);
  const template = withHash(deployment.spec.template, hash);
  return world.store.create("replicasets", {
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace,
      labels: template.metadata?.labels,
      annotations: { ...copiedAnnotations(deployment), [revisionAnnotation]: String(revision) },
      ownerReferences: [
        {
          apiVersion: deployment.apiVersion,
          kind: deployment.kind,
          name: deployment.metadata.name,
          uid: deployment.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      replicas: 0,
      selector: { matchLabels: { ...deployment.spec.selector.matchLabels, [templateHashLabel]: hash } },
      template,
    },
    status: { replicas: 0 },
  });
}

function copiedAnnotations(deployment: Deployment): Record<string, string> {
  return Object.fromEntries(Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !notCopied.has(key)));
}
