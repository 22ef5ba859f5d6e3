import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Origin } from "../../contracts/common";
import type { Policy } from "../../contracts/policy";
import { call } from "../api";
import { api } from "../operations";

/** Key under which policies and their versions are kept. */
export const policyKey = ["policy"] as const;

/** Every policy as it stands, in the order in which they judge. */
export const policies = queryOptions({ queryKey: [...policyKey, "all"], queryFn: ({ signal }) => call(api.listPolicies, { signal }) });

/** One policy with its versions. */
export function policyDetails(id: string) {
  return queryOptions({ queryKey: [...policyKey, "one", id], queryFn: ({ signal }) => call(api.getPolicy, { params: { id }, signal }) });
}

/** The earned-autonomy ledger of one origin. */
export function ledgerOf(origin: Origin) {
  return queryOptions({ queryKey: ["ledger", origin], queryFn: ({ signal }) => call(api.readLedger, { query: { origin }, signal }) });
}

/** The past judged again under other settings of a policy; the same question within a minute is not asked twice. */
export function backtestOf(policy: Pick<Policy, "id" | "version">, origin: Origin, settings: Readonly<Record<string, unknown>> | null) {
  return queryOptions({
    queryKey: [...policyKey, "backtest", policy.id, policy.version, origin, settings],
    queryFn: ({ signal }) => call(api.backtestPolicy, { params: { id: policy.id }, body: { settings: { ...settings }, origin }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}
