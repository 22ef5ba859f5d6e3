import type { ActionCall, PolicyJudgement } from "@/lib/contracts/action";
import type { OperatingMode } from "@/lib/contracts/automation";
import type { Origin } from "@/lib/contracts/common";
import type { BlastRadius, Risk } from "@/lib/contracts/decision";
import { computeBlastRadius, targetKeyOf, targetOf } from "../decision/compute-blast-radius";
import type { EvidenceSources } from "../decision/evidence-sources";
import type { WorkloadState } from "../evidence/port";
import { readActiveWindow } from "../maintenance-window/read";
import type { Ctx } from "../platform/ctx";
import type { Database, Transaction } from "../platform/db/client";
import { readMode } from "../policy/automation";
import { isPaused } from "../policy/brake";
import { environmentOf, type PolicyFacts } from "../policy/facts";
import { readStandingPolicies } from "../policy/read";
import { judgeAction } from "../policy/rules";
import type { TopologyGraph } from "../topology/rules";
import { readBreakerCounts } from "./breakers";
import { entityKindOf, readTrust } from "./ledger";
import { assessRisk, type RiskFacts } from "./risk";

/** What is known of a repair before anyone is asked: how far it reaches, how risky it is, what policy says, and the facts behind both. */
export interface Assessment {
  readonly blastRadius: BlastRadius;
  readonly risk: Risk;
  readonly policy: PolicyJudgement;
  readonly riskFacts: RiskFacts;
  readonly policyFacts: PolicyFacts;
}

/** The part of an explanation that weighing needs. */
export interface Grounds {
  readonly confidenceRatio: number;
  readonly observation: { readonly state: WorkloadState | null; readonly stateful?: boolean };
}

/** The facts that change from one moment to the next: mode, brake, maintenance, trust and breakers. */
export async function readMoment(ctx: Ctx, db: Database | Transaction, input: { origin: Origin; configuredMode: OperatingMode; call: ActionCall; now: Date }) {
  const { origin, call, now } = input;
  const targetKey = targetKeyOf(call);
  const { secondsSinceFailure, ...breakers } = await readBreakerCounts(db, { origin, targetKey, tool: call.tool, now });
  const window = await readActiveWindow(db, { origin, entityRef: targetOf(call), at: now });
  return {
    secondsSinceFailure,
    facts: {
      mode: await readMode(db, origin, input.configuredMode),
      paused: await isPaused(db),
      activeWindow: window?.name ?? null,
      trust: await readTrust(db, { origin, tool: call.tool, entityKind: entityKindOf(targetKey), now }),
      breakers,
    } satisfies Partial<PolicyFacts>,
  };
}

/** Weighs a repair by code and facts alone; `mode` is the configured one, which the commander's word overrules. */
export async function assessRepair(ctx: Ctx, input: { origin: Origin; mode: OperatingMode; call: ActionCall; hypothesis: Grounds; graph: TopologyGraph; evidence?: EvidenceSources }): Promise<Assessment> {
  const { call, graph, origin } = input;
  const { state, stateful: seenStateful = false } = input.hypothesis.observation;
  const mapped = graph.entities.get(targetKeyOf(call));
  const now = await ctx.databaseNow(ctx.db);
  const { secondsSinceFailure, facts } = await readMoment(ctx, ctx.db, { origin, configuredMode: input.mode, call, now });
  const riskFacts: RiskFacts = {
    call,
    // What is not known to be stateless may hold data.
    stateful: (state?.stateful ?? true) || seenStateful || (mapped?.stateful ?? false),
    replicas: state?.desired ?? mapped?.replicas ?? 1,
    environment: environmentOf(call.args),
    blastRadius: await computeBlastRadius(ctx, { origin, call, graph, state, ...(input.evidence === undefined ? {} : { evidence: input.evidence }) }),
    confidenceRatio: input.hypothesis.confidenceRatio,
    secondsSinceFailure,
  };
  const risk = assessRisk(riskFacts);
  const { namespace, name } = call.args;
  const policyFacts: PolicyFacts = { ...facts, tool: call.tool, risk: risk.tier, stateful: riskFacts.stateful, namespace, name, environment: riskFacts.environment };
  return { blastRadius: riskFacts.blastRadius, risk, policy: judgeAction(policyFacts, await readStandingPolicies(ctx.db)), riskFacts, policyFacts };
}

/** How risky a frozen repair is now: the same facts, but for its reach and its failures, which are looked at again. */
export async function reassessRisk(ctx: Ctx, input: { origin: Origin; riskFacts: RiskFacts; evidence: EvidenceSources }): Promise<Risk> {
  const { origin, riskFacts } = input;
  const { call } = riskFacts;
  const now = await ctx.databaseNow(ctx.db);
  const blastRadius = await computeBlastRadius(ctx, { origin, call, evidence: input.evidence });
  const { secondsSinceFailure } = await readBreakerCounts(ctx.db, { origin, targetKey: targetKeyOf(call), tool: call.tool, now });
  return assessRisk({ ...riskFacts, blastRadius, secondsSinceFailure });
}
