import type { Actor, Role } from "@/lib/contracts/common";
import { Rejected } from "../platform/errors";

const rank: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, commander: 2 };

/** Whether a role may do more than another. */
export function isAbove(role: Role, other: Role): boolean {
  return rank[role] > rank[other];
}

/**
 * Keeps a made token from making tokens, links or commanders, which would outlive its own expiry.
 * @throws {Rejected} 403
 */
export function requireOwner(actor: Actor): void {
  if (actor.kind === "token" && actor.id !== "AWOOOI_API_TOKEN") throw new Rejected("forbidden", "An API token cannot manage people or tokens; sign in.");
}
