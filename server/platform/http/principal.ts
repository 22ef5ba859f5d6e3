import { createHash, timingSafeEqual } from "node:crypto";
import type { Actor, Channel, Role } from "@/lib/contracts/common";
import { role as roleSchema } from "@/lib/contracts/common";
import { findApiToken } from "../auth/api-token";
import { isAbove } from "../auth/role";
import { keepSession, type Credential } from "../auth/session";
import { Rejected } from "../errors";
import type { WebRuntime } from "./runtime";

/** Who is calling, with which role, through which door. */
export interface Principal {
  readonly actor: Actor;
  readonly role: Role;
  readonly channel: Channel;
  readonly email: string | null;
  /** When this person last proved who they are with their password; null for a token, which cannot. Signing in again makes it now. */
  readonly authenticatedAt: Date | null;
  /** What the caller was let in with; ends when it is revoked. */
  readonly credential: Credential;
}

/** Whether two secrets are the same, in a time that does not tell where they differ. */
export function isSameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** The bearer token of a request, or null. */
export function bearerOf(headers: Headers): string | null {
  return /^Bearer\s+(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}

async function identifyToken(runtime: WebRuntime, token: string): Promise<Principal | null> {
  const { apiToken } = runtime.config;
  const machine = { channel: "api", email: null, authenticatedAt: null } as const;
  if (apiToken !== null && isSameSecret(token, apiToken)) return { ...machine, actor: { kind: "token", id: "AWOOOI_API_TOKEN", name: "API token" }, role: "commander", credential: "environment" };
  const found = await findApiToken(runtime.db, token);
  return found === null ? null : { ...machine, actor: { kind: "token", id: found.id, name: found.name }, role: found.role, credential: `token:${found.id}` };
}

/** The caller, by API token or session cookie, or null. A wrong token is nobody, whatever cookie comes with it. */
export async function identify(runtime: WebRuntime, headers: Headers): Promise<Principal | null> {
  const token = bearerOf(headers);
  if (token !== null) return identifyToken(runtime, token);
  const found = await runtime.auth.api.getSession({ headers });
  if (found === null || !(await keepSession(runtime.db, found.session))) return null;
  return {
    actor: { kind: "human", id: found.user.id, name: found.user.name },
    role: roleSchema.catch("viewer").parse(found.user.role),
    channel: "web",
    email: found.user.email,
    authenticatedAt: found.session.createdAt,
    credential: `session:${found.session.id}`,
  };
}

/** Refuses whoever may not. @throws {Rejected} 401 for nobody, 403 for too small a role */
export function requireRole(principal: Principal | null, least: Role): Principal {
  if (principal === null) throw new Rejected("unauthenticated", "Sign in, or send an API token.");
  if (isAbove(least, principal.role)) throw new Rejected("forbidden", `This needs the role ${least}; yours is ${principal.role}.`);
  return principal;
}

/** The origins a browser of ours can have: the public one, and this machine's own as long as the public one is not https. */
export function trustedOrigins(config: { publicUrl: string; port: number }): string[] {
  const { origin, protocol } = new URL(config.publicUrl);
  return protocol === "https:" ? [origin] : [...new Set([origin, `http://localhost:${config.port}`, `http://127.0.0.1:${config.port}`])];
}

/**
 * Refuses writes that a foreign page makes in a signed-in browser. A bearer token needs no such check: no browser sends it unasked.
 * @throws {Rejected} 403 with the remedy
 */
export function requireSameOrigin(runtime: Pick<WebRuntime, "config">, headers: Headers): void {
  if (bearerOf(headers) !== null) return;
  const [origin, site] = [headers.get("origin"), headers.get("sec-fetch-site")];
  // A browser that says more than its origin must say the same twice.
  const allowed = origin === null ? site === "same-origin" : trustedOrigins(runtime.config).includes(origin) && (site === null || site === "same-origin");
  if (!allowed) throw new Rejected("forbidden", "This request does not come from our own pages. If you reach AWOOOI under another address, set AWOOOI_PUBLIC_URL to it.");
}
