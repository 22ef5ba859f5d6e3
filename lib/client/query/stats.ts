import { queryOptions } from "@tanstack/react-query";
import { call } from "../api";
import { api } from "../operations";

/** What happened since last evening; read once a visit. */
export function morningBrief(origin: "live" | "range") {
  return queryOptions({ queryKey: ["stats", "brief", origin], queryFn: ({ signal }) => call(api.getBrief, { query: { origin }, signal }), staleTime: Infinity });
}
