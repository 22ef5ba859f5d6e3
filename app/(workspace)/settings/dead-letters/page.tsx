import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { DeadLettersClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("settings.tab.deadLetters") }) };
}

export default async function DeadLettersPage() {
  const me = await requirePageUser("/settings/dead-letters");
  return <DeadLettersClient role={me.role} />;
}
