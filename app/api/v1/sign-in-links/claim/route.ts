import { claimSignInLink } from "@/lib/contracts/account";
import { route } from "@/server/platform/http/route";
import { claimLink } from "@/server/web/sign-in";
import { web } from "@/server/web/web";

export const POST = route(claimSignInLink, ({ ctx, body, request }) => claimLink(web(), { ctx, body, request }));
