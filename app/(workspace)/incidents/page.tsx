import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { incidentsPath, readIncidentFilter } from "@/lib/fold/incident-filter";
import { IncidentsClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("shell");
  return { title: t("pageTitle", { page: t("incidents") }) };
}

export default async function IncidentsPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const query = await searchParams;
  const asked = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
  const me = await requirePageUser(incidentsPath(readIncidentFilter(asked)));
  return <IncidentsClient role={me.role} />;
}
