import type { ActionCall } from "@/lib/contracts/action";
import type { Origin } from "@/lib/contracts/common";
import type { BlastRadius } from "@/lib/contracts/decision";
import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import type { WorkloadState } from "../evidence/port";
import type { Ctx } from "../platform/ctx";
import { messageOf } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { readTopology } from "../topology/read";
import { dependentsOf, type TopologyGraph } from "../topology/rules";
import { askRequestRates } from "./ask-metrics";
import type { EvidenceSources } from "./evidence-sources";
import { blastRadiusOf } from "./rules/blast-radius";

/** The entity that an action's arguments name. */
export function targetOf(call: ActionCall): EntityRef {
  return { cluster: call.args.cluster, kind: "workload", namespace: call.args.namespace, name: call.args.name };
}

/** The map key of an action's target. */
export function targetKeyOf(call: ActionCall): string {
  return entityKey(targetOf(call));
}

async function orNull<T>(ctx: Ctx, ask: Promise<T> | undefined): Promise<T | null> {
  try {
    return (await ask) ?? null;
  } catch (error) {
    ctx.log.warn({ err: messageOf(error) }, "blast_radius_not_refined");
    return null;
  }
}

/**
 * How far an action reaches now, over the stored map: a walk without any guess. With `evidence` the target's replicas and strategy
 * and the request rates around it are asked, too; what does not answer is left out and never fails the walk.
 */
export async function computeBlastRadius(ctx: Ctx, input: { origin: Origin; call: ActionCall; evidence?: EvidenceSources; graph?: TopologyGraph; state?: WorkloadState | null }): Promise<BlastRadius> {
  const { call, evidence } = input;
  const graph = input.graph ?? (await readTopology(ctx.db, input.origin));
  const key = targetKeyOf(call);
  const { namespace, name } = call.args;
  const state = input.state ?? (await orNull(ctx, evidence?.cluster?.readWorkload({ namespace, name })));
  const refs = [key, ...dependentsOf(graph, key, tunables.neighbourHops).map((step) => step.key)].flatMap((each) => graph.entities.get(each)?.ref ?? []);
  const requestRates = evidence === undefined ? null : await orNull(ctx, askRequestRates(evidence, refs, graph, ctx.now()));
  return blastRadiusOf(graph, key, {
    tool: call.tool,
    replicas: state?.desired ?? graph.entities.get(key)?.replicas ?? 1,
    ...(call.tool === "scale" ? { toReplicas: call.args.toReplicas } : {}),
    ...(state === null ? {} : { strategy: state.strategy }),
    ...(requestRates === null ? {} : { requestRates }),
    now: ctx.now(),
    maxHops: tunables.neighbourHops,
    staleMs: tunables.topologyStaleMs,
  });
}
