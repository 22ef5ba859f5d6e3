import type { Role } from "@/lib/contracts/common";

const rank: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, commander: 2 };

/** Whether a role may do more than another. */
export function isAbove(role: Role, other: Role): boolean {
  return rank[role] > rank[other];
}
