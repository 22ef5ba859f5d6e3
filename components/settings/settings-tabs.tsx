import { useTranslations } from "next-intl";
import { TabLinks } from "../ui/tab-links";

const tabs = [
  { href: "/settings/sources", key: "sources" },
  { href: "/settings/automation", key: "automation" },
  { href: "/settings/maintenance", key: "maintenance" },
  { href: "/settings/people", key: "people" },
  { href: "/settings/tokens", key: "tokens" },
  { href: "/settings/dead-letters", key: "deadLetters" },
  { href: "/settings/retention", key: "retention" },
] as const;

/** The parts of the settings, each with an address. */
export function SettingsTabs() {
  const t = useTranslations("settings");
  return <TabLinks label={t("tabs")} tabs={tabs.map(({ href, key }) => ({ href, text: t(`tab.${key}`) }))} />;
}
