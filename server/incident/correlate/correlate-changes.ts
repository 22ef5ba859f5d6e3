import type { Origin } from "@/lib/contracts/common";
import { writeAlerts } from "../../alert/store";
import type { AlertChange, FoldedAlert } from "../../alert/fold";
import { appendEvents } from "../../event/append";
import type { Ctx } from "../../platform/ctx";
import type { Transaction } from "../../platform/db/client";
import { tunables } from "../../platform/tunables";
import { Sketch, type Plan } from "./draft";
import { planCorrelation } from "./plan";
import { reachOf } from "./reach";
import type { Relations } from "./relations";
import { lockSituation, readSituation, type ActionStates, type Situation } from "./situation";
import { planSplits } from "./split";
import { writeIncidents, writeMemberships } from "./write";

/** What the caller, who knows the later nouns, still has to do in the same transaction. */
export type AfterCorrelation = Pick<Plan, "quietIds" | "withdrawIds">;

/** What a batch changed, and how to learn what correlation itself may not know. */
export interface Correlation {
  readonly origin: Origin;
  readonly changed: ReadonlyMap<string, FoldedAlert>;
  readonly changes: readonly AlertChange[];
  readonly relations: Relations;
  readonly actionStates: ActionStates;
}

/**
 * Puts changed alerts into their incidents and writes both, each join with its reason: the alert's own unsettled incident, one it
 * is related to, its own settled one reopened, or a new one. Incidents that turn out to be one are merged. The caller holds the
 * correlation lock of the origin.
 */
export async function correlateChanges(ctx: Ctx, tx: Transaction, input: Correlation): Promise<AfterCorrelation> {
  const { origin, changed, changes, relations, actionStates } = input;
  const now = ctx.now();
  const ids = [...new Set([...changed.values()].flatMap((alert) => alert.incidentId ?? []))];
  const fired = changes.flatMap(({ alertId, transition }) => (transition === "fired" || transition === "refired" ? (changed.get(alertId) ?? []) : []));
  const situation = await readSituation(tx, { origin, ids, unsettled: reachOf(fired, relations), tiesSince: tiesSince(now), actionStates });
  return carryOut(ctx, tx, input, situation, (seen) => planCorrelation({ origin, situation: seen, changed, changes, relations, now, limits: tunables, regroups: false }));
}

/** Merges incidents that have become one without a new alert: an action ended, or the map grew. The caller holds the correlation lock of the origin. */
export async function mergeIncidents(ctx: Ctx, tx: Transaction, input: Pick<Correlation, "origin" | "relations" | "actionStates">): Promise<AfterCorrelation> {
  const { origin, relations, actionStates } = input;
  const now = ctx.now();
  const situation = await readSituation(tx, { origin, ids: [], unsettled: "all", tiesSince: tiesSince(now), actionStates });
  const nothing = { changed: new Map<string, FoldedAlert>(), changes: [] };
  return carryOut(ctx, tx, { ...nothing, actionStates }, situation, (seen) => planCorrelation({ origin, situation: seen, ...nothing, relations, now, limits: tunables, regroups: true }));
}

/** Takes incidents apart whose parts no longer have to do with each other. The caller holds the correlation lock of the origin. */
export async function splitIncidents(ctx: Ctx, tx: Transaction, input: Pick<Correlation, "origin" | "relations" | "actionStates">): Promise<AfterCorrelation> {
  const { origin, relations, actionStates } = input;
  const now = ctx.now();
  const situation = await readSituation(tx, { origin, ids: [], unsettled: "all", tiesSince: tiesSince(now), endedToo: true, actionStates });
  return carryOut(ctx, tx, { changed: new Map(), actionStates }, situation, (seen) => planSplits(new Sketch(seen, origin, now, tunables, relations.graph), relations));
}

function tiesSince(now: Date): Date {
  return new Date(now.getTime() - tunables.tieLastsMs);
}

/**
 * Makes a plan from what was read without locks, locks what it would change, reads that again, and plans anew until nothing of it
 * had moved; then writes it. Only people, OpenClaw and executors can have moved it, and each round leaves them less to move.
 */
async function carryOut(ctx: Ctx, tx: Transaction, input: Pick<Correlation, "changed" | "actionStates">, read: Situation, planFor: (situation: Situation) => Plan): Promise<AfterCorrelation> {
  let situation = read;
  const locked = new Set<string>();
  for (;;) {
    const plan = planFor(situation);
    const unlocked = plan.drafts.filter((draft) => !draft.isNew && !locked.has(draft.id)).map((draft) => draft.id);
    const current = unlocked.length === 0 ? situation : await lockSituation(tx, situation, unlocked, input.actionStates);
    for (const id of unlocked) locked.add(id);
    if (current !== situation) {
      situation = current;
      continue;
    }
    await writeIncidents(ctx, tx, plan);
    await writeAlerts(tx, [...input.changed.values()], plan.memberships);
    await writeMemberships(tx, plan, input.changed);
    await appendEvents(ctx, tx, plan.facts);
    return plan;
  }
}
