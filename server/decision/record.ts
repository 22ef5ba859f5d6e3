import { and, desc, eq, isNull } from "drizzle-orm";
import type { Decision } from "@/lib/contracts/decision";
import { newId } from "@/lib/ids";
import { appendEvents } from "../event/append";
import type { IncidentRow } from "../incident/change";
import type { Ctx } from "../platform/ctx";
import type { Database, Transaction } from "../platform/db/client";
import { decisions, type DecisionBody } from "./table";

type DecisionRow = typeof decisions.$inferSelect;

/** A stored decision in the words of the contract. */
export function presentDecision(row: DecisionRow): Decision {
  return { id: row.id, incidentId: row.incidentId, createdAt: row.createdAt.toISOString(), supersededAt: row.supersededAt?.toISOString() ?? null, ...row.body };
}

/** The decision that stands for an incident, or null. */
export async function readStandingDecision(db: Database | Transaction, incidentId: string): Promise<DecisionRow | null> {
  const [row] = await db.select().from(decisions).where(and(eq(decisions.incidentId, incidentId), isNull(decisions.supersededAt))).orderBy(desc(decisions.id)).limit(1);
  return row ?? null;
}

/** Records a conclusion and supersedes the one before; the row is never edited again but for that stamp. */
export async function recordDecision(ctx: Ctx, tx: Transaction, incident: IncidentRow, body: DecisionBody): Promise<string> {
  const id = newId("decision");
  const now = ctx.now();
  await tx.update(decisions).set({ supersededAt: now }).where(and(eq(decisions.incidentId, incident.id), isNull(decisions.supersededAt)));
  await tx.insert(decisions).values({ id, incidentId: incident.id, body, createdAt: now });
  const top = body.rootCauses[0];
  await appendEvents(ctx, tx, [
    { type: "decision.recorded", subject: { kind: "decision", id }, incidentId: incident.id, origin: incident.origin, statement: body.abstention ?? top?.statement ?? { code: "nothing_stands_out", params: {} } },
  ]);
  return id;
}
