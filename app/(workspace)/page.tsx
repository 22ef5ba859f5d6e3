import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { DashboardClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("shell");
  return { title: t("pageTitle", { page: t("dashboard") }) };
}

export default async function DashboardPage() {
  const me = await requirePageUser("/");
  return <DashboardClient role={me.role} />;
}
