import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import { newId } from "@/lib/ids";
import type { Container } from "@/server/container";
import { appendEvents } from "@/server/event/append";
import { lockIncident, moveIncident, type IncidentRow } from "@/server/incident/change";
import { incidents } from "@/server/incident/table";
import type { IncidentStatus } from "@/lib/contracts/incident";
import type { Ctx } from "@/server/platform/ctx";

export const checkout: EntityRef = { cluster: "prod", kind: "workload", namespace: "shop", name: "checkout" };

/** On whose behalf a test acts. */
export function machine(container: Container): Ctx {
  return container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
}

export function person(container: Container, name = "Commander"): Ctx {
  return container.ctx({ kind: "human", id: `usr_${name}`, name }, "web");
}

/** Opens incidents as correlation leaves them: the rows and one event each, in one commit; nothing fires in them. */
export async function openIncidents(container: Container, count: number, given: Partial<typeof incidents.$inferInsert> = {}): Promise<IncidentRow[]> {
  const ctx = machine(container);
  const now = ctx.now();
  const rows = await ctx.db.transaction(async (tx) => {
    const opened = await tx
      .insert(incidents)
      .values(Array.from({ length: count }, () => ({ id: newId("incident"), origin: "live" as const, status: "open" as const, severity: "warning" as const, title: "HighErrorRate", entity: checkout, entityKey: entityKey(checkout), openedAt: now, updatedAt: now, ...given })))
      .returning();
    await appendEvents(ctx, tx, opened.map((row) => ({ type: "incident.opened", subject: { kind: "incident", id: row.id }, incidentId: row.id, origin: row.origin, statement: { code: "incident_opened", params: { alert: row.title } } })));
    return opened;
  });
  await ctx.bus.announceEvents();
  return rows;
}

/** Opens one. */
export async function openIncident(container: Container, given: Partial<typeof incidents.$inferInsert> = {}): Promise<IncidentRow> {
  const [row] = await openIncidents(container, 1, given);
  if (row === undefined) throw new Error("the incident was not stored");
  return row;
}

/** Moves an incident through statuses, one commit each, as the stages of the worker do; settled ones by automation, verified. */
export async function walkIncident(container: Container, id: string, ...statuses: readonly IncidentStatus[]): Promise<void> {
  const ctx = machine(container);
  for (const to of statuses) {
    await ctx.db.transaction(async (tx) => {
      const incident = await lockIncident(tx, id);
      if (incident === null) throw new Error("there is no such incident");
      await moveIncident(ctx, tx, incident, to, to === "resolved" ? { settledBy: "automation", verified: true, actionable: true } : {});
    });
    await ctx.bus.announceEvents();
  }
}
