import { requeueDeadLetter } from "@/lib/contracts/dead-letter";
import * as inbox from "@/server/inbox/dead-letters";
import { route } from "@/server/platform/http/route";

export const POST = route(requeueDeadLetter, ({ ctx, params }) => inbox.requeueDeadLetter(ctx, params));
