import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { IncidentsClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("shell");
  return { title: t("pageTitle", { page: t("incidents") }) };
}

export default async function IncidentsPage({ searchParams }: { searchParams: Promise<{ show?: string | string[] }> }) {
  const { show } = await searchParams;
  const filter = show === "open" || show === "settled" ? show : "all";
  await requirePageUser(filter === "all" ? "/incidents" : `/incidents?show=${filter}`);
  return <IncidentsClient filter={filter} />;
}
