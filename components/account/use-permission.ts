"use client";

import { useTranslations } from "next-intl";
import { useConnection } from "@/lib/client/store/connection";
import type { Role } from "@/lib/contracts/common";

const rank: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, commander: 2 };

/** Whether a role may do what `least` may. */
export function hasRole(role: Role, least: Role): boolean {
  return rank[role] >= rank[least];
}

/** Why somebody cannot act here, in words, or null when they can: their role is too small, or the connection is away. The server decides again. */
export function usePermission(role: Role, least: Exclude<Role, "viewer">): string | null {
  const t = useTranslations("account");
  const away = useConnection(({ state, contactAtMs }) => state.status === "offline" || (state.status === "reconnecting" && contactAtMs !== null));
  if (!hasRole(role, least)) return t(role === "operator" ? "rank.operator" : "rank.viewer");
  return away ? t("away") : null;
}
