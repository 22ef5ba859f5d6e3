import { entityKey } from "../contracts/entity-key";
import type { Incident, IncidentStatus } from "../contracts/incident";

const shows = ["all", "open", "waiting", "settled"] as const;
const severities = ["critical", "warning", "info"] as const;
const origins = ["live", "range"] as const;

/** Which incidents a list shows; the address of the page is this. `waiting` are those that need a person's decision. */
export interface IncidentFilter {
  readonly show: (typeof shows)[number];
  readonly severity: (typeof severities)[number] | null;
  readonly origin: (typeof origins)[number] | null;
  /** `entityKey` of the entity. */
  readonly entity: string | null;
  readonly text: string;
}

/** Everything. */
export const anyIncident: IncidentFilter = { show: "all", severity: null, origin: null, entity: null, text: "" };

function oneOf<T extends string>(values: readonly T[], text: string | null): T | null {
  return values.find((value) => value === text) ?? null;
}

/** The filter that an address asks for; what it does not understand does not narrow. */
export function readIncidentFilter(query: Pick<URLSearchParams, "get">): IncidentFilter {
  return {
    show: oneOf(shows, query.get("show")) ?? "all",
    severity: oneOf(severities, query.get("severity")),
    origin: oneOf(origins, query.get("origin")),
    entity: query.get("entity") || null,
    text: (query.get("text") ?? "").trim().slice(0, 200),
  };
}

/** The address of a list with this filter; equal filters have equal addresses. */
export function incidentsPath({ show, severity, origin, entity, text }: IncidentFilter): string {
  const said = { show: show === "all" ? "" : show, severity: severity ?? "", origin: origin ?? "", entity: entity ?? "", text };
  const query = new URLSearchParams(Object.entries(said).filter(([, value]) => value !== "")).toString();
  return query === "" ? "/incidents" : `/incidents?${query}`;
}

/** The filter as the API takes it. */
export function incidentQuery({ show, severity, origin, entity, text }: IncidentFilter) {
  return {
    settled: show === "open" ? ("false" as const) : show === "settled" ? ("true" as const) : undefined,
    status: show === "waiting" ? ("awaiting_approval" as const satisfies IncidentStatus) : undefined,
    severity: severity ?? undefined,
    origin: origin ?? undefined,
    entity: entity ?? undefined,
    text: text === "" ? undefined : text,
  };
}

/** Whether the API would list this incident, so that a change can be placed without asking. */
export function passes(filter: IncidentFilter, incident: Incident): boolean {
  const key = incident.entity === null ? null : entityKey(incident.entity);
  const shown = { all: true, open: incident.settledAt === null, waiting: incident.status === "awaiting_approval", settled: incident.settledAt !== null }[filter.show];
  const text = filter.text.toLowerCase();
  return (
    shown &&
    (filter.severity === null || filter.severity === incident.severity) &&
    (filter.origin === null || filter.origin === incident.origin) &&
    (filter.entity === null || filter.entity === key) &&
    (text === "" || incident.title.toLowerCase().includes(text) || (key ?? "").toLowerCase().includes(text))
  );
}
