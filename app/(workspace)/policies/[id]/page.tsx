import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { PolicyClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("policy.title") }) };
}

interface Address {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ from?: string | string[]; origin?: string | string[] }>;
}

export default async function PolicyPage({ params, searchParams }: Address) {
  const [{ id }, { from, origin }] = await Promise.all([params, searchParams]);
  const version = typeof from === "string" && /^[1-9]\d{0,5}$/.test(from) ? Number(from) : null;
  const world = origin === "live" || origin === "range" ? origin : null;
  const query = new URLSearchParams({ ...(version !== null && { from: String(version) }), ...(world !== null && { origin: world }) }).toString();
  const me = await requirePageUser(`/policies/${encodeURIComponent(id)}${query === "" ? "" : `?${query}`}`);
  return <PolicyClient key={`${id} ${version}`} id={id} from={version} origin={world} role={me.role} />;
}
