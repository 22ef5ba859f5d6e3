import { z } from "zod";

const texts = z.record(z.string(), z.string()).optional();
const podTemplate = z.looseObject({ metadata: z.looseObject({ annotations: texts, labels: texts }).nullish() });
export type PodTemplate = z.infer<typeof podTemplate>;

/** The fields of a Deployment that a patch is built from; all others pass through as the server wrote them. */
export const liveDeployment = z.looseObject({
  metadata: z.looseObject({ uid: z.string().min(1), generation: z.int().min(0), annotations: texts, deletionTimestamp: z.string().optional() }),
  spec: z.looseObject({ paused: z.boolean().optional(), template: podTemplate }),
});
export type LiveDeployment = z.infer<typeof liveDeployment>;

/** The fields of a ReplicaSet that a rollback takes over. */
export const liveReplicaSet = z.looseObject({
  metadata: z.looseObject({ annotations: texts }),
  spec: z.looseObject({ template: podTemplate }),
});
export type LiveReplicaSet = z.infer<typeof liveReplicaSet>;
