import { listPolicies } from "@/lib/contracts/policy";
import { route } from "@/server/platform/http/route";
import * as policy from "@/server/policy/read";

export const GET = route(listPolicies, ({ ctx }) => policy.listPolicies(ctx));
