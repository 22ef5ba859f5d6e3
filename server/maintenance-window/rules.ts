import type { EntityRef } from "@/lib/contracts/entity";
import type { MaintenanceScope, MaintenanceWindow } from "@/lib/contracts/maintenance-window";
import { Rejected } from "../platform/errors";
import { tunables } from "../platform/tunables";

/** Whether a scope covers an entity; what names no entity is covered by `all` only. Kinds do not count: one thing is a service to its callers and a workload to its cluster. */
export function covers(scope: MaintenanceScope, entity: EntityRef | null): boolean {
  if (scope.kind === "all") return true;
  if (entity === null) return false;
  switch (scope.kind) {
    case "cluster":
      return scope.cluster === entity.cluster;
    case "namespace":
      return scope.cluster === entity.cluster && scope.namespace === entity.namespace;
    case "entities":
      return scope.entities.some((one) => one.cluster === entity.cluster && one.namespace === entity.namespace && one.name === entity.name);
  }
}

/** Where a window stands at a moment; its end is no longer in it. */
export function stateAt(window: { readonly startsAt: Date; readonly endsAt: Date }, at: Date): MaintenanceWindow["state"] {
  return at < window.startsAt ? "upcoming" : at < window.endsAt ? "active" : "ended";
}

/** Refuses times that make no window: an end before the start or in the past, or one so long that it was surely forgotten. @throws {Rejected} 422 naming the field */
export function requireUsableTimes(window: { readonly startsAt: Date; readonly endsAt: Date }, now: Date): void {
  const lengthMs = window.endsAt.getTime() - window.startsAt.getTime();
  const message = lengthMs <= 0 ? "must be after startsAt" : window.endsAt <= now ? "must not be in the past" : lengthMs > tunables.maintenanceMaxMs ? "must be at most 30 days after startsAt" : null;
  if (message !== null) throw new Rejected("unprocessable", "These times make no maintenance window.", { issues: [{ path: "endsAt", message }] });
}
