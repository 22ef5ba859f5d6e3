import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { Me } from "@/lib/contracts/account";
import { identify } from "./principal";
import { webRuntime } from "./runtime";

/** The person a page is drawn for; sends everybody else to the sign-in page. Every page calls it itself. */
export async function requirePageUser(): Promise<Me> {
  const principal = await identify(webRuntime(), await headers());
  if (principal === null) redirect("/sign-in");
  return { actor: principal.actor, role: principal.role, email: principal.email };
}
