import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { OneApprovalClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("approval.one.title") }) };
}

export default async function OneApprovalPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const me = await requirePageUser(`/a/${encodeURIComponent(id)}`);
  return <OneApprovalClient id={id} role={me.role} />;
}
