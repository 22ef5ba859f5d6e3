import { queryOptions } from "@tanstack/react-query";
import { call } from "../api";
import { api } from "../operations";

/** Key under which the ledger of the index is kept. */
export const autonomyLedgerKey = ["stats", "ledger"] as const;

/** Every incident behind the index. */
export function autonomyLedger(origin: "live" | "range" | undefined) {
  return queryOptions({ queryKey: [...autonomyLedgerKey, origin ?? "any"], queryFn: ({ signal }) => call(api.getAutonomyLedger, { query: { origin }, signal }) });
}
