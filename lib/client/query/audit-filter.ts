import type { AuditFilter } from "./audit";

const actorKinds = ["human", "automation", "source", "token"] as const;
const origins = ["live", "range"] as const;

/** The filter of the audit page as its address holds it; `id` is whatever an event can be about. */
export interface AuditAddress {
  readonly type: string;
  readonly actorKind: (typeof actorKinds)[number] | "";
  readonly origin: (typeof origins)[number] | "";
  readonly id: string;
  /** ISO-8601. */
  readonly since: string;
  readonly until: string;
}

type Query = Readonly<Record<string, string | string[] | undefined>>;

function momentOf(text: string): string {
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? "" : new Date(atMs).toISOString();
}

/** Reads an address; what makes no sense filters nothing. */
export function readAuditAddress(query: Query): AuditAddress {
  const one = (name: string, pattern: RegExp) => {
    const value = query[name];
    return typeof value === "string" && pattern.test(value) ? value : "";
  };
  return {
    type: one("type", /^[a-z_]+\.[a-z_]+$/),
    actorKind: actorKinds.find((kind) => kind === query.actor) ?? "",
    origin: origins.find((origin) => origin === query.origin) ?? "",
    id: one("id", /^[\w./:@-]{1,200}$/),
    since: momentOf(one("since", /./)),
    until: momentOf(one("until", /./)),
  };
}

/** The address of a filter; nothing for no filter. */
export function auditHref({ actorKind, ...rest }: AuditAddress): string {
  const query = new URLSearchParams(Object.entries({ ...rest, actor: actorKind }).filter(([, value]) => value !== "")).toString();
  return query === "" ? "/audit" : `/audit?${query}`;
}

/** What the API is asked for. */
export function auditFilterOf({ type, actorKind, origin, id, since, until }: AuditAddress): AuditFilter {
  return {
    ...(type !== "" && { type }),
    ...(actorKind !== "" && { actorKind }),
    ...(origin !== "" && { origin }),
    ...(id !== "" && (id.startsWith("inc_") ? { incidentId: id } : { subjectId: id })),
    ...(since !== "" && { since }),
    ...(until !== "" && { until }),
  };
}
