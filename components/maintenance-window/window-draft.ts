import type { EntityRef } from "@/lib/contracts/entity";
import { entityKey, parseEntityKey } from "@/lib/contracts/entity";
import type { MaintenanceScope, MaintenanceWindow, NewMaintenanceWindow } from "@/lib/contracts/maintenance-window";
import { newMaintenanceWindow } from "@/lib/contracts/maintenance-window";
import { timeZone } from "@/lib/i18n/locale";
import { fromZoned, toZoned } from "@/lib/zoned";

/** A maintenance window as it is typed: every part is text, whatever kind of scope is chosen. */
export interface WindowDraft {
  readonly name: string;
  readonly origin: NewMaintenanceWindow["origin"];
  readonly kind: MaintenanceScope["kind"];
  readonly cluster: string;
  readonly namespace: string;
  /** One entity key per line. */
  readonly entities: string;
  /** As the clock of the workspace's zone shows it. */
  readonly startsAt: string;
  readonly endsAt: string;
  readonly reason: string;
}

/** The parts of a draft that can be wrong. */
export type DraftFault = "name" | "scope" | "startsAt" | "endsAt";

const hourMs = 3_600_000;
const longestMs = 30 * 24 * hourMs;

/** A window of the next hour, on the minute. */
export function freshDraft(nowMs: number, origin: WindowDraft["origin"]): WindowDraft {
  return { name: "", origin, kind: "namespace", cluster: "", namespace: "", entities: "", startsAt: toZoned(new Date(nowMs).toISOString(), timeZone), endsAt: toZoned(new Date(nowMs + hourMs).toISOString(), timeZone), reason: "" };
}

/** A window as it stands, to be changed. */
export function draftOf({ name, origin, scope, startsAt, endsAt, reason }: MaintenanceWindow): WindowDraft {
  return {
    name,
    origin,
    kind: scope.kind,
    cluster: scope.kind === "cluster" || scope.kind === "namespace" ? scope.cluster : "",
    namespace: scope.kind === "namespace" ? scope.namespace : "",
    entities: scope.kind === "entities" ? scope.entities.map(entityKey).join("\n") : "",
    startsAt: toZoned(startsAt, timeZone),
    endsAt: toZoned(endsAt, timeZone),
    reason,
  };
}

function entitiesOf(text: string): EntityRef[] | null {
  try {
    return text.split("\n").map((line) => line.trim()).filter((line) => line !== "").map(parseEntityKey);
  } catch {
    return null;
  }
}

function scopeOf({ kind, cluster, namespace, entities }: WindowDraft): unknown {
  switch (kind) {
    case "all":
      return { kind };
    case "cluster":
      return { kind, cluster: cluster.trim() };
    case "namespace":
      return { kind, cluster: cluster.trim(), namespace: namespace.trim() };
    case "entities":
      return { kind, entities: entitiesOf(entities) };
  }
}

/** A draft checked by the contract's own schema: the window it is, or each part that is wrong. */
export function checkDraft(draft: WindowDraft): { readonly window: NewMaintenanceWindow; readonly faults: null } | { readonly window: null; readonly faults: ReadonlySet<DraftFault> } {
  const [startsAt, endsAt] = [fromZoned(draft.startsAt, timeZone), fromZoned(draft.endsAt, timeZone)];
  const parsed = newMaintenanceWindow.safeParse({ name: draft.name, origin: draft.origin, scope: scopeOf(draft), reason: draft.reason, startsAt, endsAt });
  const faults = new Set<DraftFault>((parsed.error?.issues ?? []).flatMap(({ path: [part] }) => (part === "name" || part === "scope" || part === "startsAt" || part === "endsAt" ? [part] : [])));
  const lastsMs = Date.parse(endsAt ?? "") - Date.parse(startsAt ?? "");
  if (lastsMs <= 0 || lastsMs > longestMs) faults.add("endsAt");
  return parsed.success && faults.size === 0 ? { window: parsed.data, faults: null } : { window: null, faults };
}
