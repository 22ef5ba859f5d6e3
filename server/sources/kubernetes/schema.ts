import { z } from "zod";

const id = z.string().nullish();

/** The object an event is about; kubernetes-event-exporter adds its labels and owners. */
export const objectReference = z.looseObject({ kind: id, namespace: id, name: id, uid: id, fieldPath: id });

/** An event of either API; which one it is shows in the name of the reference. */
export const clusterEvent = z.union([z.looseObject({ involvedObject: objectReference }), z.looseObject({ regarding: objectReference })]);
export type ClusterEvent = z.infer<typeof clusterEvent>;
