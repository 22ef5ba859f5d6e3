import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { Me } from "@/lib/contracts/account";
import { identify } from "./principal";
import { webRuntime } from "./runtime";

/** The person who asks for a page, or null. For frames around pages; a page itself calls `requirePageUser`. */
export async function findPageUser(): Promise<Me | null> {
  const principal = await identify(webRuntime(), await headers());
  return principal === null ? null : { actor: principal.actor, role: principal.role, email: principal.email };
}

/** The person a page is drawn for; sends everybody else to the sign-in page, and from there back to `path`. Every page calls it itself. */
export async function requirePageUser(path: string): Promise<Me> {
  const me = await findPageUser();
  return me ?? redirect(path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`);
}
