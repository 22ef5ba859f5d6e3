import { sql } from "drizzle-orm";
import { moveAlerts, type Membership } from "../../alert/store";
import type { Ctx } from "../../platform/ctx";
import type { Transaction } from "../../platform/db/client";
import { incidents } from "../table";
import type { IncidentDraft, Plan } from "./draft";

const chunkSize = 1_000;

/** Writes the incidents of a plan and moves alerts between them; the rows it changes must be locked. Every change raises the version once. */
export async function writeIncidents(ctx: Ctx, tx: Transaction, plan: Plan): Promise<void> {
  const now = ctx.now();
  const opened = plan.drafts.filter((draft) => draft.isNew);
  for (let from = 0; from < opened.length; from += chunkSize) await tx.insert(incidents).values(opened.slice(from, from + chunkSize).map((draft) => rowOf(draft, now)));
  const changed = plan.drafts.filter((draft) => !draft.isNew);
  for (let from = 0; from < changed.length; from += chunkSize) await updateIncidents(tx, changed.slice(from, from + chunkSize), now);
  if (plan.merges.length === 0) return;
  const merged = sql`jsonb_to_recordset(${JSON.stringify(plan.merges.map(({ from, into }) => ({ source: from, target: into })))}::jsonb) as merged(source text, target text)`;
  await tx.execute(sql`update alerts set incident_id = merged.target from ${merged} where alerts.incident_id = merged.source`);
  // Whoever worked on a part worked on the whole: it must not count as the machine's alone.
  await tx.execute(sql`
    update incidents set human_touched = true from ${merged} join incidents part on part.id = merged.source
    where incidents.id = merged.target and not incidents.human_touched and (part.human_touched or part.acknowledged_at is not null)`);
}

/** Writes why alerts that did not change themselves belong where they are. */
export async function writeMemberships(tx: Transaction, plan: Plan, writtenAlready: ReadonlyMap<string, unknown>): Promise<void> {
  const moved = new Map<string, Membership>([...plan.memberships].filter(([id]) => !writtenAlready.has(id)));
  if (moved.size > 0) await moveAlerts(tx, moved);
}

function rowOf({ id, origin, status, severity, title, entity, entityKey, alertCount, firingCount, openedAt, diagnoseAt, flappingUntil, splitFrom }: IncidentDraft, now: Date) {
  return { id, origin, status, severity, title, entity, entityKey, alertCount, firingCount, openedAt, diagnoseAt, flappingUntil, splitFrom, updatedAt: now };
}

async function updateIncidents(tx: Transaction, drafts: readonly IncidentDraft[], now: Date): Promise<void> {
  const rows = drafts.map((draft) => ({
    id: draft.id,
    status: draft.status,
    severity: draft.severity,
    title: draft.title,
    entity: draft.entity,
    entity_key: draft.entityKey,
    alert_count: draft.alertCount,
    firing_count: draft.firingCount,
    settled_at: draft.settledAt,
    diagnose_at: draft.diagnoseAt,
    merged_into: draft.mergedInto,
    flapping_until: draft.flappingUntil,
    settling_held: draft.settlingHeld,
    reopened: draft.reopened,
  }));
  // A merged incident counts as nobody's work; a reopened one forgets what was said of its end.
  await tx.execute(sql`
    update incidents i set status = row.status, severity = row.severity, title = row.title, entity = row.entity, entity_key = row.entity_key,
      alert_count = row.alert_count, firing_count = row.firing_count, settled_at = row.settled_at, diagnose_at = row.diagnose_at,
      merged_into = row.merged_into, flapping_until = row.flapping_until, settling_held = row.settling_held,
      version = i.version + 1, updated_at = ${now.toISOString()}::timestamptz,
      actionable = i.actionable and row.merged_into is null,
      lease_token = case when row.settled_at is null then i.lease_token end, lease_until = case when row.settled_at is null then i.lease_until end,
      reopened_count = i.reopened_count + row.reopened::int,
      settled_by = case when row.reopened or row.merged_into is not null then null else i.settled_by end,
      verified = i.verified and not row.reopened,
      acknowledged_at = case when row.reopened then null else i.acknowledged_at end,
      acknowledged_by = case when row.reopened then null else i.acknowledged_by end,
      reclassified_as = case when row.reopened then null else i.reclassified_as end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row(id text, status text, severity text, title text, entity jsonb, entity_key text, alert_count int,
      firing_count int, settled_at timestamptz, diagnose_at timestamptz, merged_into text, flapping_until timestamptz, settling_held text, reopened boolean)
    where i.id = row.id`);
}
