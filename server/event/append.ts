import { sql } from "drizzle-orm";
import type { Origin, Statement } from "@/lib/contracts/common";
import { newId } from "@/lib/ids";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { events } from "./table";

/** The kinds of things events are about. */
export type SubjectKind = "incident" | "alert" | "finding" | "decision" | "action" | "approval" | "automation" | "policy" | "account" | "inbox" | "maintenance_window" | "token" | "retention" | "range" | "source";

/** A fact to put on the log: `type` is noun and past tense. */
export interface NewEvent {
  readonly type: string;
  readonly subject: { readonly kind: SubjectKind; readonly id: string };
  readonly incidentId?: string;
  readonly origin?: Origin;
  readonly statement?: Statement;
}

/** Events of one statement; an alert storm has more. */
const chunkSize = 1_000;

/**
 * Appends events, as many as there are, inside the caller's transaction, so that a state change and its record are one commit or
 * none. They go as one JSON parameter: building ten parameters for each costs more than the insert.
 */
export async function appendEvents(ctx: Ctx, tx: Transaction, facts: readonly NewEvent[]): Promise<void> {
  const at = ctx.now().toISOString();
  for (let from = 0; from < facts.length; from += chunkSize) {
    const rows = facts.slice(from, from + chunkSize).map((fact) => ({
      id: newId("event"),
      type: fact.type,
      subject_kind: fact.subject.kind,
      subject_id: fact.subject.id,
      incident_id: fact.incidentId ?? null,
      origin: fact.origin ?? null,
      statement: fact.statement ?? null,
    }));
    await tx.execute(sql`
      insert into ${events} (id, type, subject_kind, subject_id, incident_id, origin, actor, channel, statement, at)
      select id, type, subject_kind, subject_id, incident_id, origin, ${JSON.stringify(ctx.actor)}::jsonb, ${ctx.channel}, statement, ${at}::timestamptz
      from json_to_recordset(${JSON.stringify(rows)}::json) as row(id text, type text, subject_kind text, subject_id text, incident_id text, origin text, statement jsonb)`);
  }
}
