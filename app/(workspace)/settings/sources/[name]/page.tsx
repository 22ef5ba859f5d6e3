import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { sourceName } from "@/lib/contracts/signal";
import { requirePageUser } from "@/server/platform/http/page";
import { SourceClient } from "./client";

interface Address {
  params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: Address): Promise<Metadata> {
  const [t, { name }] = await Promise.all([getTranslations(), params]);
  const known = sourceName.safeParse(name);
  return { title: t("shell.pageTitle", { page: known.success ? t(`source.name.${known.data}`) : t("source.missing") }) };
}

export default async function SourcePage({ params }: Address) {
  const { name } = await params;
  const me = await requirePageUser(`/settings/sources/${encodeURIComponent(name)}`);
  const known = sourceName.safeParse(name);
  return known.success ? <SourceClient name={known.data} role={me.role} /> : notFound();
}
