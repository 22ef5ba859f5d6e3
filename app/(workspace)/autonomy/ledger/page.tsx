import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { AutonomyLedgerClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("stats.ledgerPage.title") }) };
}

export default async function AutonomyLedgerPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { origin } = await searchParams;
  const asked = origin === "live" || origin === "range" ? origin : undefined;
  const me = await requirePageUser(asked === undefined ? "/autonomy/ledger" : `/autonomy/ledger?origin=${asked}`);
  return <AutonomyLedgerClient origin={asked} role={me.role} />;
}
