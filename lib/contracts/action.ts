import { z } from "zod";
import { actor, origin, statement, timestamp } from "./common";
import { riskTier } from "./decision";
import { defineOperation } from "./operation";

const name = z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, "a Kubernetes name");
const workload = { cluster: z.string().min(1).max(253), namespace: name, name };
const replicas = z.int().min(0).max(1000);

/** The closed set of actions with their arguments; what is not here cannot be executed. */
export const actionCall = z
  .discriminatedUnion("tool", [
    z.object({ tool: z.literal("restart"), args: z.strictObject(workload) }),
    z.object({ tool: z.literal("scale"), args: z.strictObject({ ...workload, fromReplicas: replicas, toReplicas: replicas }) }),
    z.object({ tool: z.literal("rollback"), args: z.strictObject({ ...workload, toRevision: z.int().min(1) }) }),
    z.object({ tool: z.literal("silence"), args: z.strictObject({ ...workload, alertname: z.string().min(1).max(200), durationSeconds: z.int().min(60).max(86_400) }) }),
    z.object({ tool: z.literal("run_playbook"), args: z.strictObject({ ...workload, playbook: z.string().regex(/^[a-z0-9-]{1,63}$/) }) }),
  ])
  .meta({ id: "ActionCall" });
export type ActionCall = z.infer<typeof actionCall>;
export type Tool = ActionCall["tool"];
export const tool = z.enum(["restart", "scale", "rollback", "silence", "run_playbook"]).meta({ id: "Tool" });

export const actionStatus = z
  .enum(["proposed", "approved", "running", "verifying", "succeeded", "failed", "rolled_back", "cancelled", "outcome_unknown"])
  .meta({ id: "ActionStatus" });
export type ActionStatus = z.infer<typeof actionStatus>;

/** The state of the target an action was frozen against; a difference at execution is drift and voids the action. */
export const targetFingerprint = z
  .object({
    uid: z.string(),
    generation: z.int().min(0),
    observedAt: timestamp,
    dependsOnHash: z.string().optional().describe("SHA-256 (hex) of the part of the target that this action depends on: the pod template for restart and rollback, the replicas for scale. Absent on actions older than it; then the generation decides."),
  })
  .meta({ id: "TargetFingerprint" });
export type TargetFingerprint = z.infer<typeof targetFingerprint>;

/** One changed field of a server-side dry run, in JSON Pointer form. */
export const diffLine = z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() }).meta({ id: "DiffLine" });
export type DiffLine = z.infer<typeof diffLine>;

/** One rule's say on an action: what it looked at, what it found, what it wants, and what would change its mind. */
export const policyReason = z
  .object({
    rule: z.string(),
    outcome: z.enum(["allow", "ask", "forbid"]),
    observed: z.union([z.string(), z.number()]),
    threshold: z.union([z.string(), z.number()]),
    remedy: statement.optional().describe("How to allow it; absent when this rule allows it."),
  })
  .meta({ id: "PolicyReason" });
export type PolicyReason = z.infer<typeof policyReason>;

/** The verdict and every reason; `whyNotAuto` holds those that stood against running it unasked. */
export const policyJudgement = z
  .object({ verdict: z.enum(["allow", "ask", "forbid"]), reasons: z.array(policyReason), whyNotAuto: z.array(policyReason) })
  .meta({ id: "PolicyJudgement" });
export type PolicyJudgement = z.infer<typeof policyJudgement>;

const args = z.record(z.string(), z.union([z.string(), z.number()]));

/** One step of a playbook, frozen with its action; `code` says what to do in any language. Only a human ticks it, in order. */
export const playbookStep = z.object({ code: z.string(), tickedAt: timestamp.nullable(), tickedBy: actor.nullable() }).meta({ id: "PlaybookStep" });
export type PlaybookStep = z.infer<typeof playbookStep>;

/** One executable step, frozen when it was proposed. `argsHash` is SHA-256 (hex) over the RFC 8785 JSON of `{tool, args}`. */
export const action = z
  .object({
    id: z.string(),
    version: z.int().min(1),
    origin,
    incidentId: z.string(),
    decisionId: z.string(),
    status: actionStatus,
    tool,
    args,
    argsHash: z.string().regex(/^[0-9a-f]{64}$/),
    effectiveArgs: args.nullable().describe("What runs instead of `args` when the approval narrowed them by pins."),
    effectiveArgsHash: z.string().nullable().describe("The hash of `{tool, args: effectiveArgs}`."),
    target: targetFingerprint,
    diff: z.array(diffLine),
    risk: riskTier,
    policy: policyJudgement,
    automatic: z.boolean().describe("True when policy let it run unasked."),
    createdAt: timestamp,
    executeAfter: timestamp.nullable(),
    startedAt: timestamp.nullable(),
    finishedAt: timestamp.nullable(),
    outcome: statement.nullable(),
    steps: z.array(playbookStep).nullable().describe("The steps of a playbook; null for tools that the machine carries out."),
  })
  .meta({ id: "Action" });
export type Action = z.infer<typeof action>;

export const tickStep = defineOperation({
  id: "tickStep",
  method: "POST",
  path: "/api/v1/actions/{id}/steps/{n}/tick",
  summary: "Tick a step of a playbook, the first one that is open; only a signed-in human may. Ticking it again changes nothing",
  role: "operator",
  params: z.object({ id: z.string(), n: z.coerce.number().int().min(1).max(100).describe("Counted from 1.") }),
  status: 200,
  response: action,
  media: "application/json",
  problems: ["bad_request", "unauthenticated", "forbidden", "not_found", "already_settled", "conflict", "unavailable"],
});
