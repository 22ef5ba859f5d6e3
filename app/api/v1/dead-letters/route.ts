import { listDeadLetters } from "@/lib/contracts/dead-letter";
import * as inbox from "@/server/inbox/dead-letters";
import { route } from "@/server/platform/http/route";

export const GET = route(listDeadLetters, ({ ctx, principal, query }) => inbox.listDeadLetters(ctx, { ...query, withExcerpt: principal.role === "commander" }));
