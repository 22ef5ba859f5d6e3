import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "../api";
import { api } from "../operations";

/** Key under which everything about incidents is kept; invalidating it refetches what is on screen. */
export const incidentKey = ["incident"] as const;

/** The latest settled incidents of one origin, for the marks under the waterline. */
export function settledIncidents(origin: "live" | "range") {
  return queryOptions({
    queryKey: [...incidentKey, "settled", origin],
    queryFn: ({ signal }) => call(api.listIncidents, { query: { limit: 120, settled: "true", origin }, signal }),
    staleTime: 30_000,
  });
}

/** The latest incidents with a text in their title or entity, for the command palette. */
export function foundIncidents(text: string) {
  return queryOptions({
    queryKey: [...incidentKey, "found", text],
    queryFn: ({ signal }) => call(api.listIncidents, { query: { limit: 8, text }, signal }),
    staleTime: 30_000,
  });
}

/** Incidents of one origin that OpenClaw looks at or has given up on; few, since those that settle or ask leave. */
export function investigatedIncidents(origin: "live" | "range") {
  return queryOptions({
    queryKey: [...incidentKey, "investigated", origin],
    queryFn: ({ signal }) => call(api.listIncidents, { query: { limit: 10, status: "investigating", settled: "false", origin }, signal }),
    staleTime: 10_000,
  });
}

/** One incident with all that hangs on it. */
export function incidentDetails(id: string) {
  return queryOptions({ queryKey: [...incidentKey, "one", id], queryFn: ({ signal }) => call(api.getIncident, { params: { id }, signal }) });
}

/** What happened to one incident, oldest first. */
export function incidentTimeline(id: string) {
  return infiniteQueryOptions({
    queryKey: [...incidentKey, "timeline", id],
    queryFn: ({ pageParam, signal }) => call(api.getIncidentTimeline, { params: { id }, query: { limit: 200, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
}

