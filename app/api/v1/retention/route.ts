import { getRetention } from "@/lib/contracts/retention";
import { route } from "@/server/platform/http/route";
import { web } from "@/server/web/web";

export const GET = route(getRetention, () => Promise.resolve({ ...web().container.config.retention }));
