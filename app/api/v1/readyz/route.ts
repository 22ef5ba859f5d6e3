import { getReadiness } from "@/lib/contracts/health";
import { route } from "@/server/platform/http/route";
import { readReadiness } from "@/server/web/readiness";
import { web } from "@/server/web/web";

export const dynamic = "force-dynamic";

export const GET = route(getReadiness, async () => {
  const readiness = await readReadiness(web());
  return Response.json(readiness, { status: readiness.ready ? 200 : 503, headers: { "cache-control": "no-store" } });
});
