import { queryOptions } from "@tanstack/react-query";
import { call } from "../api";
import { api } from "../operations";

/** Key under which everything about approvals is kept. */
export const approvalKey = ["approval"] as const;

/** One approval, for a page that may be opened long after the stream has let it go. */
export function oneApproval(id: string) {
  return queryOptions({ queryKey: [...approvalKey, "one", id], queryFn: ({ signal }) => call(api.getApproval, { params: { id }, signal }) });
}

/** What became of the same action before; it hardly changes while a card waits. */
export function precedentOf(id: string) {
  return queryOptions({ queryKey: [...approvalKey, "precedent", id], queryFn: ({ signal }) => call(api.getPrecedent, { params: { id }, signal }), staleTime: 5 * 60_000 });
}
