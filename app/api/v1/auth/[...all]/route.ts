import { web } from "@/server/web/web";

/** better-auth's own endpoints: sign-in, sign-out, session. It checks origins, rates and bodies by itself. */
function handle(request: Request): Promise<Response> {
  return web().auth.handler(request);
}

export { handle as GET, handle as POST };
