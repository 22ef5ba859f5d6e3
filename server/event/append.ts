import type { Origin, Statement } from "@/lib/contracts/common";
import { newId } from "@/lib/ids";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { events } from "./table";

/** The kinds of things events are about. */
export type SubjectKind = "incident" | "alert" | "decision" | "action" | "approval" | "automation" | "account";

/** A fact to put on the log: `type` is noun and past tense. */
export interface NewEvent {
  readonly type: string;
  readonly subject: { readonly kind: SubjectKind; readonly id: string };
  readonly incidentId?: string;
  readonly origin?: Origin;
  readonly statement?: Statement;
}

/** Appends events inside the caller's transaction, so that a state change and its record are one commit or none. */
export async function appendEvents(ctx: Ctx, tx: Transaction, facts: readonly NewEvent[]): Promise<void> {
  if (facts.length === 0) return;
  await tx.insert(events).values(
    facts.map((fact) => ({
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
