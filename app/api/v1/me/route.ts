import { getMe } from "@/lib/contracts/account";
import { route } from "@/server/platform/http/route";

export const GET = route(getMe, ({ principal }) => Promise.resolve({ actor: principal.actor, role: principal.role, email: principal.email }));
