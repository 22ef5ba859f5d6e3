import { infiniteQueryOptions } from "@tanstack/react-query";
import type { listAudit } from "../../contracts/audit";
import type { CallInput } from "../api";
import { call } from "../api";
import { api } from "../operations";

/** What the log can be filtered by, as the API takes it; an absent part filters nothing. */
export type AuditFilter = Omit<NonNullable<CallInput<typeof listAudit>["query"]>, "limit" | "cursor">;

/** Key under which pages of the log are kept. */
export const auditKey = ["audit"] as const;

/** Pages of the sealed log, newest first. */
export function auditPages(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: [...auditKey, filter],
    queryFn: ({ pageParam, signal }) => call(api.listAudit, { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
}
