import { answerAuth } from "@/server/web/sign-in";
import { web } from "@/server/web/web";

/** Sign-in, sign-out and the session of a browser. */
function handle(request: Request): Promise<Response> {
  return answerAuth(web(), request);
}

export { handle as GET, handle as POST };
