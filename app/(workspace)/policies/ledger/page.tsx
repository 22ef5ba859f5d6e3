import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { LedgerClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("policy.ledger.title") }) };
}

interface Address {
  searchParams: Promise<{ origin?: string | string[]; set?: string | string[] }>;
}

export default async function LedgerPage({ searchParams }: Address) {
  const { origin, set } = await searchParams;
  const world = origin === "live" || origin === "range" ? origin : null;
  const chosen = typeof set === "string" && /^[a-z_]+\.[a-z]+$/.test(set) ? set : null;
  const query = new URLSearchParams({ ...(world !== null && { origin: world }), ...(chosen !== null && { set: chosen }) }).toString();
  const me = await requirePageUser(`/policies/ledger${query === "" ? "" : `?${query}`}`);
  return <LedgerClient origin={world} set={chosen} role={me.role} />;
}
