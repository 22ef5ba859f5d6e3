import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { MaintenanceClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("settings.tab.maintenance") }) };
}

interface Address {
  searchParams: Promise<{ new?: string | string[]; edit?: string | string[] }>;
}

export default async function MaintenancePage({ searchParams }: Address) {
  const query = await searchParams;
  const open = query.new === "1" ? "new" : typeof query.edit === "string" ? query.edit : null;
  const me = await requirePageUser(open === null ? "/settings/maintenance" : `/settings/maintenance?${open === "new" ? "new=1" : `edit=${encodeURIComponent(open)}`}`);
  return <MaintenanceClient role={me.role} open={open} />;
}
