import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { RetentionClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("settings.tab.retention") }) };
}

export default async function RetentionPage() {
  await requirePageUser("/settings/retention");
  return <RetentionClient />;
}
