import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { PoliciesClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("policy.title") }) };
}

export default async function PoliciesPage() {
  await requirePageUser("/policies");
  return <PoliciesClient />;
}
