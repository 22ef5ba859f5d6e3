import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";
import { assertNever } from "@/lib/assert-never";
import type { ActionCall, TargetFingerprint } from "@/lib/contracts/action";

const texts = z.record(z.string(), z.string()).optional();
const podTemplate = z.looseObject({ metadata: z.looseObject({ annotations: texts, labels: texts }).nullish() });
export type PodTemplate = z.infer<typeof podTemplate>;

/** The fields of a Deployment or StatefulSet that a patch is built from; all others pass through as the server wrote them. */
export const liveWorkload = z.looseObject({
  metadata: z.looseObject({ uid: z.string().min(1), generation: z.int().min(0), annotations: texts, deletionTimestamp: z.string().optional() }),
  spec: z.looseObject({ paused: z.boolean().optional(), replicas: z.int().min(0).optional(), updateStrategy: z.looseObject({ type: z.string().optional() }).optional(), template: podTemplate }),
});
export type LiveWorkload = z.infer<typeof liveWorkload>;

/** The fields of a ReplicaSet that a rollback takes over. */
export const liveReplicaSet = z.looseObject({
  metadata: z.looseObject({ annotations: texts }),
  spec: z.looseObject({ template: podTemplate }),
});
export type LiveReplicaSet = z.infer<typeof liveReplicaSet>;

/** What an action depends on: an autoscaler that changes the replicas does not void a restart, and a new release does not void a scale. */
function dependsOn({ tool }: ActionCall, { spec }: LiveWorkload): unknown {
  switch (tool) {
    case "restart":
    case "rollback":
    case "silence":
    case "run_playbook":
      return spec.template;
    case "scale":
      return { replicas: spec.replicas ?? 1 };
    default:
      return assertNever(tool);
  }
}

/** SHA-256 (hex) over the RFC 8785 JSON of what an action depends on. */
export function dependsOnHash(call: ActionCall, live: LiveWorkload): string {
  return createHash("sha256").update(canonicalize(dependsOn(call, live)) ?? "").digest("hex");
}

/** What an action is frozen against. */
export function fingerprintOf(call: ActionCall, live: LiveWorkload): TargetFingerprint {
  return { uid: live.metadata.uid, generation: live.metadata.generation, observedAt: new Date().toISOString(), dependsOnHash: dependsOnHash(call, live) };
}
