import { z } from "zod";
import { action, actionStatus } from "./action";
import { actor, channel, page, pageQuery, severity, statement, timestamp } from "./common";
import { decision } from "./decision";
import { entityRef } from "./entity";
import { defineOperation } from "./operation";
import { autonomy, pulse } from "./stats";

export const approvalStatus = z.enum(["pending", "approved", "denied", "expired", "superseded", "revoked"]).meta({ id: "ApprovalStatus" });
export type ApprovalStatus = z.infer<typeof approvalStatus>;

/** One human answer to one action. It carries all that a card needs, so that a card never asks twice. */
export const approval = z
  .object({
    id: z.string(),
    version: z.int().min(1).describe("Grows with every change of the approval or of its action; the greater one is the truth."),
    status: approvalStatus,
    action,
    incident: z.object({ id: z.string(), title: z.string(), severity, entity: entityRef.nullable(), status: z.string() }),
    decision,
    requestedAt: timestamp,
    expiresAt: timestamp,
    decidedAt: timestamp.nullable(),
    decidedBy: actor.nullable(),
    channel: channel.nullable(),
    reason: z.string().nullable(),
    executeAfter: timestamp.nullable().describe("Until then an approval can be undone."),
    firstApproval: z.object({ by: actor, at: timestamp }).nullable().describe("Of a critical action in a workspace of two or more commanders: the first yes. Another commander's is needed."),
    consequences: z.object({ ifIgnored: statement, ifApproved: statement }),
  })
  .meta({ id: "Approval" });
export type Approval = z.infer<typeof approval>;

const approvalParams = z.object({ id: z.string() });

export const listApprovals = defineOperation({
  id: "listApprovals",
  method: "GET",
  path: "/api/v1/approvals",
  summary: "Approvals, newest first",
  role: "viewer",
  query: pageQuery.extend({ status: approvalStatus.optional() }),
  status: 200,
  response: page(approval).meta({ id: "ApprovalPage" }),
  media: "application/json",
  problems: ["bad_request", "unauthenticated"],
});

export const getApproval = defineOperation({
  id: "getApproval",
  method: "GET",
  path: "/api/v1/approvals/{id}",
  summary: "One approval",
  role: "viewer",
  params: approvalParams,
  status: 200,
  response: approval,
  media: "application/json",
  problems: ["unauthenticated", "not_found"],
});

/** The body of a decision; `argsHash` proves that what is approved is what was shown. */
export const decisionBody = z
  .strictObject({
    decision: z.enum(["approve", "deny"]),
    argsHash: z.string().regex(/^[0-9a-f]{64}$/),
    reason: z.string().max(500).optional(),
    argumentPins: z.record(z.string(), z.union([z.string(), z.number()])).optional().describe("May only narrow: `toReplicas` towards `fromReplicas`, a shorter `durationSeconds`; every other pin must equal the frozen argument."),
    confirmName: z.string().max(253).optional().describe("Needed to approve a critical action: the name of its target, typed by the person who approves."),
  })
  .meta({ id: "ApprovalDecision" });

export const decideApproval = defineOperation({
  id: "decideApproval",
  method: "POST",
  path: "/api/v1/approvals/{id}/decision",
  summary: "Approve or deny; the first decision wins in every channel",
  role: "operator",
  params: approvalParams,
  headers: z.object({ "idempotency-key": z.string().min(1).max(200) }),
  body: decisionBody,
  status: 200,
  response: approval,
  media: "application/json",
  problems: ["invalid_body", "unauthenticated", "forbidden", "not_found", "already_settled", "conflict", "expired", "target_drifted", "body_too_large", "unsupported_media_type", "pins_widen", "unprocessable", "step_up_required", "unavailable"],
});

export const undoApproval = defineOperation({
  id: "undoApproval",
  method: "POST",
  path: "/api/v1/approvals/{id}/undo",
  summary: "Take an approval back before it is executed",
  role: "operator",
  params: approvalParams,
  status: 200,
  response: approval,
  media: "application/json",
  problems: ["unauthenticated", "forbidden", "not_found", "already_settled", "expired"],
});

export const extendApproval = defineOperation({
  id: "extendApproval",
  method: "POST",
  path: "/api/v1/approvals/{id}/extend",
  summary: "Give an approval more time, a day after it was asked for at most; the same deadline twice changes nothing",
  role: "operator",
  params: approvalParams,
  body: z.strictObject({ expiresAt: timestamp }).meta({ id: "ApprovalExtension" }),
  status: 200,
  response: approval,
  media: "application/json",
  problems: ["invalid_body", "unauthenticated", "forbidden", "not_found", "already_settled", "expired", "body_too_large", "unsupported_media_type", "unprocessable", "unavailable"],
});

export const revokeApproval = defineOperation({
  id: "revokeApproval",
  method: "POST",
  path: "/api/v1/approvals/{id}/revoke",
  summary: "Withdraw what was approved and has not started; unlike an undo it is not asked about again",
  role: "commander",
  params: approvalParams,
  status: 200,
  response: approval,
  media: "application/json",
  problems: ["unauthenticated", "forbidden", "not_found", "already_settled", "unavailable"],
});

/** What became of the same action on the same target before: how often it ran, how that ended, and what people last said to it. */
export const precedent = z
  .object({
    ran: z.int().min(0).describe("Times it was carried out, by whomever it was allowed; at most the last 100 are looked at."),
    verified: z.int().min(0).describe("Of those, how many helped."),
    failed: z.int().min(0).describe("Of those, how many did not help, were taken back, or nobody knows."),
    last: z.object({ at: timestamp, automatic: z.boolean(), status: actionStatus, by: actor.nullable().describe("Who approved it; null when it ran unasked.") }).nullable().describe("The last one that ran."),
    lastDenial: z.object({ at: timestamp, by: actor, reason: z.string().nullable() }).nullable(),
  })
  .meta({ id: "Precedent" });
export type Precedent = z.infer<typeof precedent>;

export const getPrecedent = defineOperation({
  id: "getPrecedent",
  method: "GET",
  path: "/api/v1/approvals/{id}/precedent",
  summary: "What became of the same action on the same target before",
  role: "viewer",
  params: approvalParams,
  status: 200,
  response: precedent,
  media: "application/json",
  problems: ["unauthenticated", "not_found"],
});

/** One event of the approvals stream; the SSE event name is its `type`. A snapshot replaces all, the rest replace one approval or one figure. */
export const approvalsStreamEvent = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("approvals.snapshot"), approvals: z.array(approval), autonomy, pulse }),
    ...(["created", "updated", "decision_pending", "undone", "decided", "executing", "executed", "failed", "expired", "revoked", "superseded"] as const).map((step) =>
      z.object({ type: z.literal(`approval.${step}`), approval }),
    ),
    z.object({ type: z.literal("stats.autonomy"), autonomy }),
    z.object({ type: z.literal("stats.pulse"), pulse }),
  ])
  .meta({ id: "ApprovalsStreamEvent" });
export type ApprovalsStreamEvent = z.infer<typeof approvalsStreamEvent>;

export const streamApprovals = defineOperation({
  id: "streamApprovals",
  method: "GET",
  path: "/api/v1/approvals/stream",
  summary: "A snapshot of the approvals that matter now, then every change as it happens",
  role: "viewer",
  status: 200,
  response: approvalsStreamEvent,
  media: "text/event-stream",
  problems: ["unauthenticated", "unavailable"],
});
