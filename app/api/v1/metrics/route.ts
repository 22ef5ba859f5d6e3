import { getMetrics } from "@/lib/contracts/health";
import { route } from "@/server/platform/http/route";
import { readWebMetrics } from "@/server/web/metrics";
import { web } from "@/server/web/web";

export const dynamic = "force-dynamic";

export const GET = route(getMetrics, ({ request }) => readWebMetrics(web().container, request.headers));
