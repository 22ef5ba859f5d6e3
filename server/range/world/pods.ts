import type { Pod, PodOwner, PodTemplate } from "./objects";
import { recordEvent } from "./record-event";
import type { World } from "./world";

/** What a controller gives a new pod beside its template. */
export interface PodIdentity {
  name: string;
  generateName?: string;
  labels?: Record<string, string>;
  /** Claims mounted as volumes of the same name. */
  claims?: { volume: string; claim: string }[];
  nodeName?: string;
}

/** Makes one pod of an owner's template and says so. */
export function createPod(world: World, owner: PodOwner, template: PodTemplate, identity: PodIdentity, component: string): Pod {
  const { metadata, spec } = template;
  const volumes = (identity.claims ?? []).map(({ volume, claim }) => ({ name: volume, persistentVolumeClaim: { claimName: claim } }));
  const pod = world.store.create("pods", {
    metadata: {
      name: identity.name,
      ...(identity.generateName === undefined ? {} : { generateName: identity.generateName }),
      namespace: owner.metadata.namespace,
      labels: { ...metadata?.labels, ...identity.labels },
      annotations: metadata?.annotations,
      ownerReferences: [{ apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid, controller: true, blockOwnerDeletion: true }],
    },
    spec: {
      ...spec,
      containers: spec?.containers ?? [],
      ...(volumes.length > 0 ? { volumes: [...(spec?.volumes ?? []), ...volumes] } : {}),
      ...(identity.nodeName === undefined ? {} : { nodeName: identity.nodeName }),
    },
    status: { phase: "Pending", qosClass: "Burstable" },
  });
  recordEvent(world, owner, { type: "Normal", reason: "SuccessfulCreate", message: `Created pod: ${identity.name}`, component });
  return pod;
}

/** Marks a pod as going; the kubelet of its node removes it a moment later. */
export function beginDeletion(world: World, pod: Pod): void {
  world.store.edit("pods", pod, (draft) => {
    draft.metadata.deletionTimestamp = world.timestamp;
    draft.metadata.deletionGracePeriodSeconds = 30;
  });
  recordEvent(world, pod, {
    type: "Normal",
    reason: "Killing",
    message: `Stopping container ${pod.spec.containers[0]?.name ?? ""}`,
    component: "kubelet",
  });
}
