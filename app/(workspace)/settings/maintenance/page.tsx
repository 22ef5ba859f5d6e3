import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { MaintenanceClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("settings.tab.maintenance") }) };
}

export default async function MaintenancePage() {
  const me = await requirePageUser("/settings/maintenance");
  return <MaintenanceClient role={me.role} />;
}
