import { and, desc, eq, gte, inArray, isNotNull, ne, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import { entityKey } from "@/lib/contracts/entity";
import { actions } from "../../action/table";
import type { Memory } from "../../decision/diagnose";
import type { FailedAttempt, Precedent } from "../../decision/rules/scene";
import { decisions } from "../../decision/table";
import { events } from "../../event/table";
import { incidents } from "../../incident/table";
import type { Ctx } from "../../platform/ctx";
import { tunables } from "../../platform/tunables";
import { readRecentChanges } from "../../signal/changes";
import { repositoriesOf, type TopologyGraph } from "../../topology/rules";

/** Precedents that are enough to speak of an entity. */
const mostPrecedents = 50;

const ended = ["succeeded", "failed", "rolled_back"] as const;

async function readPrecedents(ctx: Ctx, input: { origin: Origin; incidentId: string; entityKeys: readonly string[] }): Promise<Precedent[]> {
  if (input.entityKeys.length === 0) return [];
  const rows = await ctx.db
    .select({ targetKey: actions.targetKey, tool: actions.tool, status: actions.status, finishedAt: actions.finishedAt, incidentId: actions.incidentId, body: decisions.body, reopenedCount: incidents.reopenedCount })
    .from(actions)
    .innerJoin(decisions, eq(decisions.id, actions.decisionId))
    .innerJoin(incidents, eq(incidents.id, actions.incidentId))
    .where(
      and(
        eq(actions.origin, input.origin),
        inArray(actions.targetKey, [...input.entityKeys]),
        gte(actions.startedAt, new Date(ctx.now().getTime() - tunables.precedentWindowMs)),
        inArray(actions.status, [...ended]),
        isNotNull(actions.finishedAt),
        isNotNull(incidents.settledAt),
        ne(actions.incidentId, input.incidentId),
      ),
    )
    .orderBy(desc(actions.startedAt))
    .limit(mostPrecedents);
  return rows.flatMap((row): Precedent[] => {
    const top = row.body.rootCauses[0];
    // The ledger knows an entity by the target of what was done, the decision by the one to blame; only where both agree is it a precedent.
    if (top === undefined || row.finishedAt === null || entityKey(top.entity) !== row.targetKey) return [];
    return [{ entityKey: row.targetKey, cause: top.cause, tool: row.tool, helped: row.status === "succeeded" && row.reopenedCount === 0, at: row.finishedAt, incidentId: row.incidentId }];
  });
}

/** What the workspace remembers of these entities: changes near the onset, also of the repositories they are deployed from, and how like incidents ended. */
export async function recallMemory(ctx: Ctx, input: { origin: Origin; incidentId: string; onset: Date; graph: TopologyGraph; entityKeys: readonly string[] }): Promise<Memory> {
  const { origin, graph, entityKeys } = input;
  const deployedFrom = new Map<string, string[]>();
  for (const key of entityKeys) for (const repository of repositoriesOf(graph, key)) deployedFrom.set(repository, [...(deployedFrom.get(repository) ?? []), key]);
  const since = new Date(input.onset.getTime() - 2 * tunables.changeSuspicionMs);
  const [reported, precedents] = await Promise.all([
    readRecentChanges(ctx.db, { origin, entityKeys: [...entityKeys, ...deployedFrom.keys()], since, until: ctx.now() }),
    readPrecedents(ctx, input),
  ]);
  return { precedents, changes: reported.flatMap((change) => (deployedFrom.get(change.entityKey) ?? [change.entityKey]).map((key) => ({ ...change, entityKey: key }))) };
}

/** When a human last settled the incident: whoever does has looked at what nobody knew. */
const settledByHandAt = sql`(select max(said.at) from ${events} said where said.incident_id = ${actions.incidentId} and said.statement ->> 'code' in ('incident_resolved_by_hand', 'incident_dismissed_by_hand'))`;

/** Repairs of this incident that did not help, newest first. An outcome stays unknown until a human has settled the incident since. */
export async function readFailedAttempts(ctx: Ctx, incidentId: string): Promise<FailedAttempt[]> {
  const unknown = sql<boolean>`${actions.status} = 'outcome_unknown' and coalesce(${settledByHandAt} < ${actions.finishedAt}, true)`;
  const rows = await ctx.db
    .select({ id: actions.id, tool: actions.tool, targetKey: actions.targetKey, at: actions.startedAt, unknown })
    .from(actions)
    .where(and(eq(actions.incidentId, incidentId), inArray(actions.status, ["failed", "rolled_back", "outcome_unknown"]), isNotNull(actions.startedAt)))
    .orderBy(desc(actions.startedAt))
    .limit(10);
  return rows.flatMap((row) => (row.at === null ? [] : [{ actionId: row.id, tool: row.tool, targetKey: row.targetKey, at: row.at, unknown: row.unknown }]));
}
