import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import type { Me } from "@/lib/contracts/account";
import type { Role } from "@/lib/contracts/common";
import { isAbove } from "../auth/role";
import { identify } from "./principal";
import { webRuntime } from "./runtime";

/** The person who asks for a page, or null. For frames around pages; a page itself calls `requirePageUser`. */
export async function findPageUser(): Promise<Me | null> {
  const principal = await identify(webRuntime(), await headers());
  return principal === null ? null : { actor: principal.actor, role: principal.role, email: principal.email };
}

/**
 * The person a page is drawn for; sends everybody else to the sign-in page, and from there back to `path`, and answers 403 with the
 * page for it when the role is below `least`. Every page calls it itself.
 */
export async function requirePageUser(path: string, least: Role = "viewer"): Promise<Me> {
  const me = (await findPageUser()) ?? redirect(path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`);
  return isAbove(least, me.role) ? forbidden() : me;
}
