import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePageUser } from "@/server/platform/http/page";
import { PeopleClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("settings.tab.people") }) };
}

export default async function PeoplePage() {
  const me = await requirePageUser("/settings/people");
  return <PeopleClient role={me.role} ownId={me.actor.id} />;
}
