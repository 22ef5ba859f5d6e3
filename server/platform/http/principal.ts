import { createHash, timingSafeEqual } from "node:crypto";
import type { Actor, Channel, Role } from "@/lib/contracts/common";
import { role as roleSchema } from "@/lib/contracts/common";
import { Rejected } from "../errors";
import type { WebRuntime } from "./runtime";

/** Who is calling, with which role, through which door. */
export interface Principal {
  readonly actor: Actor;
  readonly role: Role;
  readonly channel: Channel;
  readonly email: string | null;
}

const rank: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, commander: 2 };

function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function bearerOf(headers: Headers): string | null {
  return /^Bearer\s+(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}

/** The caller, by API token or session cookie, or null. A wrong token is nobody, whatever cookie comes with it. */
export async function identify(runtime: WebRuntime, headers: Headers): Promise<Principal | null> {
  const token = bearerOf(headers);
  if (token !== null) {
    const { apiToken } = runtime.config;
    return apiToken !== null && sameSecret(token, apiToken) ? { actor: { kind: "token", id: "AWOOOI_API_TOKEN", name: "API token" }, role: "commander", channel: "api", email: null } : null;
  }
  const found = await runtime.auth.api.getSession({ headers });
  if (found === null) return null;
  const role = roleSchema.safeParse(found.user.role);
  return { actor: { kind: "human", id: found.user.id, name: found.user.name }, role: role.success ? role.data : "viewer", channel: "web", email: found.user.email };
}

/** Refuses whoever may not. @throws {Rejected} 401 for nobody, 403 for too small a role */
export function requireRole(principal: Principal | null, least: Role): Principal {
  if (principal === null) throw new Rejected("unauthenticated", "Sign in, or send an API token.");
  if (rank[principal.role] < rank[least]) throw new Rejected("forbidden", `This needs the role ${least}; yours is ${principal.role}.`);
  return principal;
}

/** The origins a browser of ours can have. */
export function trustedOrigins(config: { publicUrl: string; port: number }): string[] {
  return [...new Set([new URL(config.publicUrl).origin, `http://localhost:${config.port}`, `http://127.0.0.1:${config.port}`])];
}

/**
 * Refuses writes that a foreign page makes in a signed-in browser. A bearer token needs no such check: no browser sends it unasked.
 * @throws {Rejected} 403 with the remedy
 */
export function requireSameOrigin(runtime: WebRuntime, headers: Headers): void {
  if (bearerOf(headers) !== null) return;
  const origin = headers.get("origin");
  const allowed = origin === null ? headers.get("sec-fetch-site") === "same-origin" : trustedOrigins(runtime.config).includes(origin);
  if (!allowed) throw new Rejected("forbidden", "This request does not come from our own pages. If you reach AWOOOI under another address, set AWOOOI_PUBLIC_URL to it.");
}
