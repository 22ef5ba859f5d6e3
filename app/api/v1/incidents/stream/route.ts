import { streamIncidents } from "@/lib/contracts/incident";
import { route } from "@/server/platform/http/route";
import { eventStream } from "@/server/platform/http/sse";
import { web } from "@/server/web/web";

export const dynamic = "force-dynamic";

export const GET = route(streamIncidents, (input) => Promise.resolve(eventStream(input, (sink) => web().incidentsHub.join(sink))));
