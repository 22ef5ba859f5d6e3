import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "../api";
import { api } from "../operations";

/** Every webhook door; looked at again by itself, since a first delivery is waited for. */
export const sources = queryOptions({ queryKey: ["source"], queryFn: ({ signal }) => call(api.listSources, { signal }), refetchInterval: 5_000 });

/** What lets automation run. */
export const automationState = queryOptions({ queryKey: ["automation"], queryFn: ({ signal }) => call(api.getAutomation, { signal }) });

/** How long things are kept. */
export const retentionTimes = queryOptions({ queryKey: ["retention"], queryFn: ({ signal }) => call(api.getRetention, { signal }) });

/** Everybody who can sign in. */
export const people = queryOptions({ queryKey: ["person"], queryFn: ({ signal }) => call(api.listPeople, { signal }) });

/** API tokens, newest first. */
export const tokenPages = infiniteQueryOptions({
  queryKey: ["token"],
  queryFn: ({ pageParam, signal }) => call(api.listApiTokens, { query: { cursor: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.nextCursor ?? undefined,
});

/** Maintenance windows, the latest start first. */
export const maintenancePages = infiniteQueryOptions({
  queryKey: ["maintenance-window"],
  queryFn: ({ pageParam, signal }) => call(api.listMaintenanceWindows, { query: { cursor: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.nextCursor ?? undefined,
});

/** Deliveries that failed every attempt, newest first. */
export const deadLetterPages = infiniteQueryOptions({
  queryKey: ["dead-letter"],
  queryFn: ({ pageParam, signal }) => call(api.listDeadLetters, { query: { cursor: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.nextCursor ?? undefined,
});
