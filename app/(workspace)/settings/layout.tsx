import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { Page } from "@/components/ui/page";
import { PageHead } from "@/components/ui/page-head";

/** The head and the parts of the settings; every part asks for itself who is there. */
export default function SettingsLayout({ children }: { children: ReactNode }) {
  const t = useTranslations("settings");
  return (
    <Page wide>
      <PageHead title={t("title")} />
      <SettingsTabs />
      {children}
    </Page>
  );
}
