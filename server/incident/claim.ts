import { randomUUID } from "node:crypto";
import { and, eq, isNull, lt, lte, or, sql } from "drizzle-orm";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { Fenced } from "../platform/errors";
import { tunables } from "../platform/tunables";
import type { IncidentRow } from "./change";
import { lockIncident } from "./change";
import { incidents } from "./table";

const leaseEnd = sql`now() + make_interval(secs => ${tunables.leaseMs / 1000})`;

/** An incident to look at; only the holder of `leaseToken` may write the conclusion. */
export interface IncidentClaim {
  readonly incident: IncidentRow;
  readonly leaseToken: string;
}

/** Claims the incident whose look is most overdue, or null when none is due or all are in other hands. */
export async function claimDueIncident(ctx: Ctx): Promise<IncidentClaim | null> {
  const leaseToken = randomUUID();
  const due = ctx.db
    .select({ id: incidents.id })
    .from(incidents)
    .where(and(lte(incidents.diagnoseAt, ctx.now()), isNull(incidents.settledAt), or(isNull(incidents.leaseUntil), lt(incidents.leaseUntil, sql`now()`))))
    .orderBy(incidents.diagnoseAt)
    .limit(1)
    .for("update", { skipLocked: true });
  const [incident] = await ctx.db
    .update(incidents)
    .set({ leaseToken, leaseUntil: leaseEnd })
    .where(eq(incidents.id, sql`(${due})`))
    .returning();
  return incident === undefined ? null : { incident, leaseToken };
}

/** Keeps a claim alive while the look takes longer than a lease. @throws {Fenced} when it is lost */
export async function renewIncidentClaim(ctx: Ctx, claim: IncidentClaim): Promise<void> {
  const rows = await ctx.db.update(incidents).set({ leaseUntil: leaseEnd }).where(and(eq(incidents.id, claim.incident.id), eq(incidents.leaseToken, claim.leaseToken))).returning({ id: incidents.id });
  if (rows.length === 0) throw new Fenced(claim.incident.id);
}

/** Locks a claimed incident for its conclusion. @throws {Fenced} when the claim was lost or the incident settled meanwhile */
export async function lockClaimedIncident(tx: Transaction, claim: IncidentClaim): Promise<IncidentRow> {
  const row = await lockIncident(tx, claim.incident.id);
  if (row === null || row.leaseToken !== claim.leaseToken || row.settledAt !== null) throw new Fenced(claim.incident.id);
  return row;
}
