import { getHealth } from "@/lib/contracts/health";
import { route } from "@/server/platform/http/route";

export const dynamic = "force-dynamic";

export const GET = route(getHealth, () => Promise.resolve({ status: "ok" as const }));
