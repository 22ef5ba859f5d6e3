import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { SourcesClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("settings.tab.sources") }) };
}

export default async function SourcesPage() {
  await requirePageUser("/settings/sources");
  return <SourcesClient />;
}
