import type { Origin, Statement } from "@/lib/contracts/common";
import { newId } from "@/lib/ids";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { events } from "./table";

/** The kinds of things events are about. */
export type SubjectKind = "incident" | "alert" | "finding" | "decision" | "action" | "approval" | "automation" | "policy" | "account" | "inbox" | "maintenance_window" | "token" | "retention" | "range";

/** A fact to put on the log: `type` is noun and past tense. */
export interface NewEvent {
  readonly type: string;
  readonly subject: { readonly kind: SubjectKind; readonly id: string };
  readonly incidentId?: string;
  readonly origin?: Origin;
  readonly statement?: Statement;
}

/** A statement takes at most 65,535 parameters, ten for each event; an alert storm has more. */
const chunkSize = 500;

/** Appends events, as many as there are, inside the caller's transaction, so that a state change and its record are one commit or none. */
export async function appendEvents(ctx: Ctx, tx: Transaction, facts: readonly NewEvent[]): Promise<void> {
  for (let from = 0; from < facts.length; from += chunkSize) {
    await tx.insert(events).values(
      facts.slice(from, from + chunkSize).map((fact) => ({
        id: newId("event"),
        type: fact.type,
        subjectKind: fact.subject.kind,
        subjectId: fact.subject.id,
        incidentId: fact.incidentId ?? null,
        origin: fact.origin ?? null,
        actor: ctx.actor,
        channel: ctx.channel,
        statement: fact.statement ?? null,
        at: ctx.now(),
      })),
    );
  }
}
