import { z } from "zod";
import { actor, channel, origin, page, pageQuery, statement, timestamp } from "./common";
import { defineOperation } from "./operation";

/** One link of the hash chain: who did what to what, when and through which channel. */
export const auditEvent = z
  .object({
    seq: z.int().min(1).describe("Its place in the chain, without gaps from 1."),
    id: z.string(),
    type: z.string().describe("Past tense with its noun: `approval.decided`."),
    at: timestamp,
    actor,
    channel,
    origin: origin.nullable(),
    subject: z.object({ kind: z.string(), id: z.string() }),
    incidentId: z.string().nullable(),
    statement: statement.nullable(),
    hash: z.string().describe("SHA-256 of the hash before and the RFC 8785 JSON of this event."),
  })
  .meta({ id: "AuditEvent" });
export type AuditEvent = z.infer<typeof auditEvent>;

export const listAudit = defineOperation({
  id: "listAudit",
  method: "GET",
  path: "/api/v1/audit",
  summary: "The sealed log, newest first",
  role: "viewer",
  query: pageQuery.extend({
    type: z.string().max(100).optional(),
    actorKind: actor.shape.kind.optional(),
    actorId: z.string().max(200).optional(),
    subjectKind: z.string().max(100).optional(),
    subjectId: z.string().max(200).optional(),
    incidentId: z.string().max(200).optional(),
    origin: origin.optional(),
    since: timestamp.optional().describe("At this time or later."),
    until: timestamp.optional().describe("Before this time."),
  }),
  status: 200,
  response: page(auditEvent).meta({ id: "AuditPage", description: "Newest first. A page may hold fewer events than asked for, or none, and still have a `nextCursor`: it looked as far as one page may, and the next goes on from there." }),
  media: "application/json",
  problems: ["bad_request", "unauthenticated"],
});

/** What is wrong with the chain where it breaks. */
export const breakReason = z.enum(["missing", "link_changed", "content_changed", "checkpoint_differs", "checkpoint_forged", "tail_missing"]).meta({
  id: "ChainBreakReason",
  description: "`missing`: the event of this place is gone. `link_changed`: it does not follow the one before. `content_changed`: its content does not give its hash. `checkpoint_differs`: a signed checkpoint saw another hash here. `checkpoint_forged`: a checkpoint's signature is not ours. `tail_missing`: a checkpoint saw a longer chain.",
});
export type BreakReason = z.infer<typeof breakReason>;

/** What a recomputation of the chain found. */
export const auditVerification = z
  .object({
    intact: z.boolean().describe("Nothing wrong in what was checked by this request."),
    checkedCount: z.int().min(0),
    fromSeq: z.int().min(1),
    toSeq: z.int().min(0),
    headSeq: z.int().min(0).describe("The newest place of the chain when this began."),
    unsealedCount: z.int().min(0).describe("Committed events that have no place yet; at most a few, for a moment."),
    brokenAt: z.object({ seq: z.int(), reason: breakReason, eventId: z.string().nullable() }).nullable().describe("The first fault."),
    checkpoints: z
      .object({ checkedCount: z.int().min(0), latestSeq: z.int().min(0), foreignCount: z.int().min(0).describe("Signed with a key that this process does not have, as before a change of BETTER_AUTH_SECRET; they prove nothing.") })
      .describe("Signed marks of the table and of the file beside it."),
    nextCursor: z.string().nullable().describe("Where to go on; null when the chain was followed to its head."),
  })
  .meta({ id: "AuditVerification" });
export type AuditVerification = z.infer<typeof auditVerification>;

export const verifyAudit = defineOperation({
  id: "verifyAudit",
  method: "GET",
  path: "/api/v1/audit/verify",
  summary: "Recompute the hash chain and hold it against the signed checkpoints",
  role: "operator",
  query: z.object({
    cursor: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(100_000).default(100_000),
    checkpoint: z.string().max(300).optional().describe("A checkpoint from the log or from a copy of the file, as `seq:hash:keyId:signature`; held against the chain as well."),
  }),
  status: 200,
  response: auditVerification,
  media: "application/json",
  problems: ["bad_request", "unauthenticated", "forbidden"],
});
