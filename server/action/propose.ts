import { and, count, eq, gt, inArray, sql } from "drizzle-orm";
import type { ActionCall, PolicyJudgement } from "@/lib/contracts/action";
import type { BlastRadius, Risk } from "@/lib/contracts/decision";
import type { Origin } from "@/lib/contracts/common";
import { newId } from "@/lib/ids";
import { targetKeyOf } from "../decision/diagnose";
import { blastRadiusOf } from "../decision/rules/blast-radius";
import type { Hypothesis } from "../decision/rules/causes";
import { appendEvents } from "../event/append";
import type { Preview } from "../executors/port";
import type { IncidentRow } from "../incident/change";
import type { Ctx } from "../platform/ctx";
import type { Database, Transaction } from "../platform/db/client";
import { tunables } from "../platform/tunables";
import { isPaused } from "../policy/brake";
import { judgeAction } from "../policy/rules";
import type { TopologyGraph } from "../topology/rules";
import { assessRisk, hashCall } from "./rules";
import { actions } from "./table";
import type { ActionRow } from "./change";

/** What is known of a repair before anyone is asked: how far it reaches, how risky it is, and what policy says. */
export interface Assessment {
  readonly blastRadius: BlastRadius;
  readonly risk: Risk;
  readonly policy: PolicyJudgement;
}

async function countActions(db: Database | Transaction, where: ReturnType<typeof and>): Promise<number> {
  const [row] = await db.select({ n: count() }).from(actions).where(where);
  return row?.n ?? 0;
}

/** Weighs a repair by code and facts alone. */
export async function assessRepair(ctx: Ctx, input: { origin: Origin; mode: "observe" | "assist" | "auto"; call: ActionCall; hypothesis: Hypothesis; graph: TopologyGraph }): Promise<Assessment> {
  const { call, graph, origin } = input;
  const now = ctx.now();
  const key = targetKeyOf(call);
  const state = input.hypothesis.observation.state;
  const replicas = state?.desired ?? graph.entities.get(key)?.replicas ?? 1;
  const stateful = (state?.stateful ?? true) || (graph.entities.get(key)?.stateful ?? false);
  const blastRadius = blastRadiusOf(graph, key, { replicas, now, maxHops: tunables.neighbourHops, staleMs: tunables.topologyStaleMs });
  const onTarget = and(eq(actions.origin, origin), eq(actions.targetKey, key));
  const recentFailures = await countActions(ctx.db, and(onTarget, inArray(actions.status, ["failed", "outcome_unknown"]), gt(actions.startedAt, new Date(now.getTime() - 24 * 3_600_000))));
  const recentOnTarget = await countActions(ctx.db, and(onTarget, eq(actions.automatic, true), gt(actions.startedAt, new Date(now.getTime() - 3_600_000))));
  const running = await countActions(ctx.db, and(eq(actions.automatic, true), inArray(actions.status, ["running", "verifying"])));
  const risk = assessRisk({ tool: call.tool, stateful, replicas, blastRadius, confidenceRatio: input.hypothesis.confidenceRatio, recentFailures });
  const policy = judgeAction(
    { mode: input.mode, tool: call.tool, risk: risk.tier, stateful, paused: await isPaused(ctx.db), running, recentOnTarget },
    { maxConcurrent: tunables.maxConcurrentActions, maxPerTargetPerHour: tunables.maxAutomaticActionsPerTargetPerHour },
  );
  return { blastRadius, risk, policy };
}

/** Freezes a repair: its arguments, their hash, the target as it is now, and what a dry run says it would change. A forbidden one is kept as cancelled, so that the commander sees what would have been done. */
export async function proposeAction(ctx: Ctx, tx: Transaction, input: { incident: IncidentRow; decisionId: string; call: ActionCall; preview: Preview; assessment: Assessment }): Promise<ActionRow> {
  const { incident, call, preview, assessment } = input;
  const { verdict } = assessment.policy;
  const now = ctx.now();
  const [row] = await tx
    .insert(actions)
    .values({
      id: newId("action"),
      origin: incident.origin,
      incidentId: incident.id,
      decisionId: input.decisionId,
      status: verdict === "allow" ? "approved" : verdict === "ask" ? "proposed" : "cancelled",
      tool: call.tool,
      args: call.args,
      argsHash: hashCall(call),
      targetKey: targetKeyOf(call),
      target: preview.target,
      diff: preview.diff,
      risk: assessment.risk.tier,
      policy: assessment.policy,
      automatic: verdict === "allow",
      createdAt: now,
      executeAfter: verdict === "allow" ? now : null,
      finishedAt: verdict === "forbid" ? now : null,
      outcome: verdict === "forbid" ? { code: "forbidden", params: { rule: assessment.policy.whyNotAuto[0]?.rule ?? "" } } : null,
    })
    .returning();
  if (row === undefined) throw new Error("the action was not stored");
  await appendEvents(ctx, tx, [{ type: "action.proposed", subject: { kind: "action", id: row.id }, incidentId: incident.id, origin: incident.origin, statement: { code: "action_proposed", params: { tool: call.tool, name: call.args.name, verdict, risk: assessment.risk.tier } } }]);
  return row;
}

/** The tool of the newest finished attempt on an incident when that attempt did not help, else null. */
export async function readFailedTool(db: Database, incidentId: string): Promise<string | null> {
  const [row] = await db.select({ tool: actions.tool, status: actions.status }).from(actions).where(and(eq(actions.incidentId, incidentId), sql`${actions.startedAt} is not null`)).orderBy(sql`${actions.id} desc`).limit(1);
  return row !== undefined && (row.status === "failed" || row.status === "outcome_unknown" || row.status === "rolled_back") ? row.tool : null;
}
