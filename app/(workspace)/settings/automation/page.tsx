import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { AutomationClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("settings.tab.automation") }) };
}

export default async function AutomationPage() {
  const me = await requirePageUser("/settings/automation");
  return <AutomationClient role={me.role} />;
}
