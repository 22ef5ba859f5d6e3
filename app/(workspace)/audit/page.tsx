import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { auditHref, readAuditAddress } from "@/lib/client/query/audit-filter";
import { requirePageUser } from "@/server/platform/http/page";
import { AuditClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("audit.title") }) };
}

export default async function AuditPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const address = readAuditAddress(await searchParams);
  const me = await requirePageUser(auditHref(address));
  return <AuditClient address={address} role={me.role} />;
}
