import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BriefFrame } from "@/components/stats/brief-frame";
import { MorningBrief } from "@/components/stats/morning-brief";
import { requirePageUser } from "@/server/platform/http/page";
import { readStatsBrief } from "@/server/web/stats";
import { web } from "@/server/web/web";
import { DashboardClient } from "./client";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("shell");
  return { title: t("pageTitle", { page: t("dashboard") }) };
}

export default async function DashboardPage() {
  const me = await requirePageUser("/");
  const { container } = web();
  const brief = await readStatsBrief(container, container.ctx(me.actor, "web"), undefined);
  return (
    <DashboardClient
      role={me.role}
      brief={
        <BriefFrame>
          <MorningBrief brief={brief} />
        </BriefFrame>
      }
    />
  );
}
