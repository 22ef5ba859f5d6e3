import { claimSignInLink } from "@/lib/contracts/account";
import * as link from "@/server/platform/auth/sign-in-link";
import { route } from "@/server/platform/http/route";
import { web } from "@/server/web/web";

export const POST = route(claimSignInLink, async ({ ctx, body, request }) => {
  const { auth } = web();
  const { userId, role } = await link.claimSignInLink(ctx.db, auth, body);
  const signedIn = await auth.api.signInEmail({ body: { email: body.email, password: body.password }, headers: request.headers, asResponse: true });
  const response = Response.json({ actor: { kind: "human", id: userId, name: body.name }, role, email: body.email }, { headers: { "cache-control": "no-store" } });
  for (const cookie of signedIn.headers.getSetCookie()) response.headers.append("set-cookie", cookie);
  return response;
});
