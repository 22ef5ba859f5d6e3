import { getTopology } from "@/lib/contracts/topology";
import { route } from "@/server/platform/http/route";
import { describeTopology } from "@/server/topology/describe";

export const GET = route(getTopology, ({ ctx, query }) => describeTopology(ctx, query));
