import { streamApprovals } from "@/lib/contracts/approval";
import { route } from "@/server/platform/http/route";
import { eventStream } from "@/server/platform/http/sse";
import { web } from "@/server/web/web";

export const dynamic = "force-dynamic";

export const GET = route(streamApprovals, (input) => Promise.resolve(eventStream(input, (sink) => web().approvalsHub.join(sink))));
