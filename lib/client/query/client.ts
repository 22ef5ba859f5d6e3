import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../problem";

/** Server state of one tab: an answer that says no is final, an unreachable server is tried twice more. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => !(error instanceof ApiProblem && error.problem.status < 500) && failures < 2,
      },
    },
  });
}
