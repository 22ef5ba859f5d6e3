import { z } from "zod";
import { statement, timestamp } from "./common";
import { entityRef } from "./entity";

/** One cited observation; `finding` says it in any language, `excerpt` is the datum as the system answered it. */
export const evidence = z
  .object({
    id: z.string(),
    system: z.enum(["prometheus", "kubernetes", "topology", "alertmanager", "signals", "history"]).describe("`signals` are change signals of any source, `history` are settled incidents and past attempts."),
    query: z.string().describe("What was asked, so that a human can ask it again."),
    observedAt: timestamp,
    excerpt: z.string().max(2000),
    url: z.string().nullable(),
    stance: z.enum(["for", "against"]),
    finding: statement,
    entity: entityRef,
  })
  .meta({ id: "Evidence" });
export type Evidence = z.infer<typeof evidence>;

/** What can be wrong with an entity; each name is a rule file of OpenClaw. `external` is more load than usual from outside. */
export const cause = z
  .enum([
    "bad_release",
    "config_change",
    "probe_misconfigured",
    "stuck_process",
    "memory_leak",
    "resource_limit",
    "saturation",
    "noisy_neighbour",
    "dependency_down",
    "database_down",
    "database_overloaded",
    "disk_full",
    "node_failure",
    "external",
    "false_alarm",
  ])
  .meta({ id: "Cause" });
export type Cause = z.infer<typeof cause>;

/** A ranked explanation; every one cites at least one piece of evidence. */
export const rootCause = z
  .object({
    rank: z.int().min(1),
    cause,
    entity: entityRef,
    confidenceRatio: z.number().min(0).max(1),
    evidenceIds: z.array(z.string()).min(1),
    statement,
  })
  .meta({ id: "RootCause" });
export type RootCause = z.infer<typeof rootCause>;

/** How far an action may reach, walked over the topology. A stale topology raises the tier, never lowers it. */
export const blastRadius = z
  .object({
    entities: z.array(z.object({ entity: entityRef, hops: z.int().min(0) })),
    edges: z
      .array(z.object({ from: z.int().min(0), to: z.int().min(0) }))
      .optional()
      .describe("Among the first 40 entities, by their places in the list: a failure of `from` reaches `to` in one step. Absent on decisions older than it."),
    expectedDowntimeSeconds: z.number().min(0),
    trafficShareRatio: z.number().min(0).max(1).nullable().optional().describe("Share of the requests entering the map that pass the target; null when request rates are not known."),
    topologyAgeSeconds: z.number().min(0).nullable(),
    stale: z.boolean(),
  })
  .meta({ id: "BlastRadius" });
export type BlastRadius = z.infer<typeof blastRadius>;

export const riskTier = z.enum(["low", "medium", "high", "critical"]).meta({ id: "RiskTier" });
export type RiskTier = z.infer<typeof riskTier>;

/** The tier and each factor that led to it, with what was observed. */
export const risk = z
  .object({ tier: riskTier, score: z.number(), factors: z.array(z.object({ code: z.string(), observed: z.union([z.string(), z.number()]), points: z.number() })) })
  .meta({ id: "Risk" });
export type Risk = z.infer<typeof risk>;

/** What OpenClaw concluded. Immutable: a later decision supersedes it. `abstention` is set exactly when nothing is proposed. */
export const decision = z
  .object({
    id: z.string(),
    incidentId: z.string(),
    createdAt: timestamp,
    supersededAt: timestamp.nullable(),
    rootCauses: z.array(rootCause),
    evidence: z.array(evidence),
    missing: z.array(z.object({ system: z.string(), query: z.string(), reason: statement, wouldSettle: statement.optional().describe("What would let it be learned.") })),
    abstention: statement.nullable().describe("Why nothing is proposed, and what would settle it."),
    blastRadius: blastRadius.nullable(),
    risk: risk.nullable(),
  })
  .meta({ id: "Decision" });
export type Decision = z.infer<typeof decision>;
