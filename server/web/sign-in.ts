import { createHash } from "node:crypto";
import type { z } from "zod";
import type { claimBody, Me } from "@/lib/contracts/account";
import { claimSignInLink } from "../account/sign-in-link";
import { appendEvents } from "../event/append";
import type { Ctx } from "../platform/ctx";
import { messageOf, Rejected } from "../platform/errors";
import { requireSameOrigin } from "../platform/http/principal";
import { answering, readJson } from "../platform/http/route";
import { tunables } from "../platform/tunables";
import type { Web } from "./web";

/** The endpoints of better-auth that this house uses; the others are closed, whatever a newer version adds. */
const open: ReadonlySet<string> = new Set(["sign-in/email", "sign-out"]);

/** The address a request came from, as the nearest proxy saw it; what stands before it in the list is the sender's own word. */
function addressOf(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "unknown";
}

function emailIn(body: unknown): string {
  const email: unknown = typeof body === "object" && body !== null && "email" in body ? body.email : "";
  return typeof email === "string" ? email.toLowerCase() : "";
}

/** The request with the body as it was understood here: one that better-auth could read otherwise would be counted for another person. */
function retold(request: Request, body: unknown): Request {
  const headers = new Headers(request.headers);
  headers.set("content-type", "application/json");
  headers.delete("content-length");
  return new Request(request.url, { method: "POST", headers, body: JSON.stringify(body) });
}

/**
 * Signs in: counts the attempt for the e-mail it reads, and after a good one notes who it was and ends the session this browser had before. To sign in again
 * is how a person proves who they are once more.
 */
async function signIn(web: Web, request: Request): Promise<Response> {
  const { limiter, log } = web.container;
  const body = await readJson(request);
  const account = createHash("sha256").update(emailIn(body)).digest("hex").slice(0, 32);
  const address = addressOf(request.headers);
  const attempts = `sign-in:${address}:${account}`;
  await limiter.take(`sign-in:${address}`, tunables.signInAttemptsPerAddress);
  await limiter.take(attempts, tunables.signInAttempts);
  await limiter.take(`sign-in:${account}`, tunables.signInAttemptsPerAccount);
  const response = await web.auth.handler(retold(request, body));
  if (!response.ok) {
    log.warn({ address, status: response.status }, "sign_in_refused");
    return response;
  }
  await limiter.forget(attempts);
  const { user } = (await response.clone().json()) as { user: { id: string; name: string } };
  const ctx = web.container.ctx({ kind: "human", id: user.id, name: user.name }, "web");
  await ctx.db.transaction((tx) => appendEvents(ctx, tx, [{ type: "account.signed_in", subject: { kind: "account", id: user.id }, statement: { code: "account_signed_in", params: { name: user.name } } }]));
  if (request.headers.has("cookie")) await web.auth.api.signOut({ headers: request.headers }).catch((error: unknown) => log.warn({ err: messageOf(error) }, "former_session_not_ended"));
  return response;
}

/** Uses a one-time link and signs its user in. @throws {Rejected} 410 for a link that is no good, 429 after too many tries */
export async function claimLink(web: Web, input: { ctx: Ctx; body: z.infer<typeof claimBody>; request: Request }): Promise<Response> {
  const { ctx, body, request } = input;
  await web.container.limiter.take(`claim:${addressOf(request.headers)}`, tunables.linkClaims);
  const { userId, role } = await claimSignInLink(ctx, web.auth, body);
  const signedIn = await web.auth.api.signInEmail({ body: { email: body.email, password: body.password }, headers: request.headers, asResponse: true });
  const me: Me = { actor: { kind: "human", id: userId, name: body.name }, role, email: body.email };
  const response = Response.json(me, { headers: { "cache-control": "no-store" } });
  for (const cookie of signedIn.headers.getSetCookie()) response.headers.append("set-cookie", cookie);
  return response;
}

/** Answers everything under `/api/v1/auth`. */
export function answerAuth(web: Web, request: Request): Promise<Response> {
  return answering(async () => {
    const endpoint = new URL(request.url).pathname.replace(/^\/api\/v1\/auth\//, "");
    if (!open.has(endpoint)) throw new Rejected("not_found", "There is no such way to sign in.");
    if (request.method === "POST") requireSameOrigin(web.container, request.headers);
    return endpoint === "sign-in/email" && request.method === "POST" ? signIn(web, request) : web.auth.handler(request);
  }, "auth");
}
