import { isDeepStrictEqual } from "node:util";
import { eq } from "drizzle-orm";
import type { ActionCall } from "@/lib/contracts/action";
import { assessRepair, type Assessment } from "../../action/assess";
import { proposeAction, TargetInRepair } from "../../action/propose";
import { isUnderRepairElsewhere } from "../../action/read-states";
import { requestApproval } from "../../approval/request";
import { lockUnfinishedAction } from "../../approval/withdraw";
import type { Container } from "../../container";
import { targetKeyOf } from "../../decision/compute-blast-radius";
import { diagnoseIncident, type Diagnosis } from "../../decision/diagnose";
import { readStandingDecision, recordDecision } from "../../decision/record";
import type { DecisionBody } from "../../decision/table";
import { Refused, type Preview } from "../../executors/port";
import { moveIncident } from "../../incident/change";
import { reconsiderAt } from "../../incident/rules";
import { claimDueIncident, lockClaimedIncident, renewIncidentClaim, type IncidentClaim } from "../../incident/claim";
import { readIncidentAlerts } from "../../incident/read";
import { incidents } from "../../incident/table";
import type { Ctx } from "../../platform/ctx";
import { Fenced, messageOf, Unavailable } from "../../platform/errors";
import { tunables } from "../../platform/tunables";
import { readTopology } from "../../topology/read";
import type { TopologyGraph } from "../../topology/rules";
import { renewing } from "../renewing";
import { readFailedAttempts, recallMemory } from "./recall";

const released = { leaseToken: null, leaseUntil: null } as const;

/** A repair that has been weighed and dry-run. */
interface Plan {
  readonly repair: NonNullable<Diagnosis["repair"]>;
  readonly assessment: Assessment;
  readonly preview: Preview;
}

async function plan(container: Container, ctx: Ctx, claim: IncidentClaim, diagnosis: Diagnosis, graph: TopologyGraph): Promise<Plan | null> {
  const { incident } = claim;
  const world = container.worlds[incident.origin];
  const { repair } = diagnosis;
  const executor = repair === null ? null : world.executors[repair.call.tool];
  if (repair === null || executor === null) return null;
  const assessment = await assessRepair(ctx, { origin: incident.origin, mode: world.mode, call: repair.call, hypothesis: repair.hypothesis, graph, evidence: world.evidence });
  return { repair, assessment, preview: await executor.preview(repair.call) };
}

/** The conclusion without its wording of time: two equal ones need no second record. */
function sameConclusion(a: DecisionBody, b: DecisionBody): boolean {
  return isDeepStrictEqual(a.abstention, b.abstention) && isDeepStrictEqual(a.rootCauses.map((cause) => [cause.cause, cause.entity.name]), b.rootCauses.map((cause) => [cause.cause, cause.entity.name]));
}

async function conclude(ctx: Ctx, claim: IncidentClaim, diagnosis: Diagnosis, planned: Plan | null): Promise<void> {
  const retryAt = reconsiderAt(claim.incident.openedAt, ctx.now(), tunables);
  const abstention = planned === null && diagnosis.findings.abstention === null ? { code: "cause_without_action", params: {} } : diagnosis.findings.abstention;
  const body: DecisionBody = { ...diagnosis.findings, abstention, blastRadius: planned?.assessment.blastRadius ?? null, risk: planned?.assessment.risk ?? null };
  await ctx.db.transaction(async (tx) => {
    let incident = await lockClaimedIncident(tx, claim);
    if ((await lockUnfinishedAction(tx, incident.id)) !== null) {
      await tx.update(incidents).set({ ...released, diagnoseAt: null }).where(eq(incidents.id, incident.id));
      return;
    }
    const entity = diagnosis.findings.rootCauses[0]?.entity ?? null;
    if (incident.status === "open" || incident.status === "reopened") incident = await moveIncident(ctx, tx, incident, "investigating", planned === null || entity === null ? {} : { entity });
    const standing = await readStandingDecision(tx, incident.id);
    if (planned === null) {
      if (standing === null || !sameConclusion(standing.body, body)) await recordDecision(ctx, tx, incident, body);
      await tx.update(incidents).set({ ...released, diagnoseAt: retryAt }).where(eq(incidents.id, incident.id));
      return;
    }
    const decisionId = await recordDecision(ctx, tx, incident, body);
    const action = await proposeAction(ctx, tx, { incident, decisionId, call: planned.repair.call, preview: planned.preview, assessment: planned.assessment });
    const { verdict } = planned.assessment.policy;
    if (verdict === "ask") {
      await requestApproval(ctx, tx, { action, hypothesis: planned.repair.hypothesis });
      await moveIncident(ctx, tx, incident, "awaiting_approval", { ...released, diagnoseAt: null, actionable: true });
    } else {
      await tx.update(incidents).set({ ...released, diagnoseAt: null, actionable: true }).where(eq(incidents.id, incident.id));
    }
  });
  await ctx.bus.announceEvents();
}

/** AWOOOI's alarms about its own senses speak of no service of the commander's, so there is nothing to ask and nothing to repair. */
const ownAlarm: Diagnosis = { findings: { rootCauses: [], evidence: [], missing: [], abstention: { code: "own_alarm", params: {} } }, repair: null };

/** The same findings, when another incident's repair works on the target already. */
function leftToOthers({ findings }: Diagnosis, { args }: ActionCall): Diagnosis {
  return { findings: { ...findings, abstention: { code: "target_in_repair", params: { name: args.name } } }, repair: null };
}

async function look(container: Container, ctx: Ctx, claim: IncidentClaim): Promise<void> {
  const { incident } = claim;
  const world = container.worlds[incident.origin];
  const alerts = await readIncidentAlerts(ctx.db, incident.id);
  if (alerts.length > 0 && alerts.every((alert) => alert.source === "awoooi")) return conclude(ctx, claim, ownAlarm, null);
  const firing = alerts.filter((alert) => alert.status === "firing");
  const graph = await readTopology(ctx.db, incident.origin);
  const onset = firing.reduce((least, alert) => (alert.startsAt < least ? alert.startsAt : least), ctx.now());
  let diagnosis = await diagnoseIncident({
    firing,
    onset,
    now: ctx.now(),
    graph,
    sources: world.evidence,
    recall: (entityKeys) => recallMemory(ctx, { origin: incident.origin, incidentId: incident.id, onset, graph, entityKeys }),
    attempts: await readFailedAttempts(ctx, incident.id),
  });
  const { repair } = diagnosis;
  if (repair !== null && (await isUnderRepairElsewhere(ctx.db, { origin: incident.origin, targetKey: targetKeyOf(repair.call), incidentId: incident.id }))) {
    diagnosis = leftToOthers(diagnosis, repair.call);
  }
  let planned: Plan | null = null;
  try {
    planned = await plan(container, ctx, claim, diagnosis, graph);
  } catch (error) {
    if (error instanceof Unavailable) diagnosis = { ...diagnosis, findings: { ...diagnosis.findings, abstention: { code: "evidence_unreachable", params: { systems: "kubernetes" } } } };
    else if (!(error instanceof Refused)) throw error;
    ctx.log.warn({ err: messageOf(error), incidentId: incident.id }, "repair_not_dry_run");
  }
  try {
    await conclude(ctx, claim, diagnosis, planned);
  } catch (error) {
    // Somebody proposed for the same target since it was looked up.
    if (!(error instanceof TargetInRepair)) throw error;
    await conclude(ctx, claim, leftToOthers(diagnosis, error.call), null);
  }
}

/** Looks at the incident that is due most: diagnoses it, weighs the repair, and lets policy allow, ask or forbid. Returns whether there was one. */
export async function judgeDueIncident(container: Container, ctx: Ctx): Promise<boolean> {
  const claim = await claimDueIncident(ctx);
  if (claim === null) return false;
  try {
    await renewing(ctx.log, () => renewIncidentClaim(ctx, claim), () => look(container, ctx, claim));
  } catch (error) {
    if (!(error instanceof Fenced)) throw error;
    ctx.log.warn({ incidentId: claim.incident.id }, "incident_claim_lost");
  }
  return true;
}
