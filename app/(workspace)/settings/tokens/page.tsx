import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { TokensClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("settings.tab.tokens") }) };
}

export default async function TokensPage({ searchParams }: { searchParams: Promise<{ new?: string | string[] }> }) {
  const making = (await searchParams).new === "1";
  const me = await requirePageUser(making ? "/settings/tokens?new=1" : "/settings/tokens");
  return <TokensClient role={me.role} making={making} />;
}
